"""Tasks of quizzes."""

from __future__ import annotations

from celery import shared_task

from courses.quizzes.services.attempts import close_overdue


@shared_task(name="courses.close_overdue_attempts")
def close_overdue_attempts() -> int:
    """Close every attempt whose time is up; beat calls it each minute."""
    return close_overdue()
