"""Tasks of work samples."""

from __future__ import annotations

from celery import shared_task

from courses.worksamples.services.assigning import fill_empty_seats


@shared_task(name="courses.fill_rater_seats")
def fill_rater_seats() -> int:
    """Look again for raters where nobody could be found; beat calls it each hour."""
    return fill_empty_seats()
