"""Tasks of the staff side of assessment."""

from __future__ import annotations

from datetime import datetime

from celery import shared_task

from courses.assessments.services import keep_all_statistics, keep_asked


@shared_task(name="courses.keep_statistics")
def keep_statistics_task() -> int:
    """Queue the figures of every quiz; beat calls it each day."""
    return keep_all_statistics()


@shared_task(name="courses.keep_statistics_of")
def keep_statistics_of_task(activity_id: int, asked_at: str) -> None:
    """Compute and keep the figures of one quiz."""
    keep_asked(activity_id=activity_id, asked_at=datetime.fromisoformat(asked_at))
