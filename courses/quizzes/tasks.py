"""Tasks of quizzes."""

from __future__ import annotations

from celery import shared_task

from courses.quizzes.services.attempts import close_overdue
from courses.quizzes.services.exposure import count_exposure
from courses.quizzes.services.regrades import continue_regrades, run_regrade


@shared_task(name="courses.close_overdue_attempts")
def close_overdue_attempts() -> int:
    """Close every attempt whose time is up; beat calls it each minute."""
    return close_overdue()


@shared_task(name="courses.run_regrade")
def run_regrade_task(regrade_id: int) -> None:
    """Mark the attempts of a correction again, from where the last run stood."""
    run_regrade(regrade_id=regrade_id)


@shared_task(name="courses.continue_regrades")
def continue_regrades_task() -> int:
    """Queue the runs whose worker died; beat calls it every few minutes."""
    return continue_regrades()


@shared_task(name="courses.count_exposure")
def count_exposure_task() -> int:
    """Count how often questions were shown; beat calls it every few minutes."""
    return count_exposure()
