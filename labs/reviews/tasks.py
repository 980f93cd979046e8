"""Doors for the queue."""

from __future__ import annotations

from celery import shared_task

from labs.reviews.services import open_reviews


@shared_task(name="labs.open_reviews")
def open_reviews_task(evaluation_id: int) -> None:
    open_reviews(evaluation_id=evaluation_id)
