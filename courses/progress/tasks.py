"""Tasks of progress."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from courses.progress.services import announce_completions


@shared_task(name="courses.announce_completions")
def announce_missed_completions() -> int:
    """Send `course_completed` for completions whose process died before it could; beat calls it each minute."""
    return announce_completions(now=timezone.now())
