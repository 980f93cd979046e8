"""Doors for the queue."""

from __future__ import annotations

from celery import shared_task

from labs.evaluation.models import Evaluation
from labs.judging.services import await_proposals
from labs.reviews.advice import runs_without_advice
from labs.reviews.services import open_missed_reviews, open_reviews


@shared_task(name="labs.open_reviews")
def open_reviews_task(evaluation_id: int) -> None:
    open_reviews(evaluation_id=evaluation_id)
    _await_advice(runs_without_advice(evaluation_id))


@shared_task(name="labs.await_advice")
def await_advice_task() -> int:
    """Ask a model about runs that came to wait for a person in any other way, such as by an appeal; beat calls it."""
    return _await_advice(runs_without_advice())


def _await_advice(runs: list[Evaluation]) -> int:
    return sum(bool(await_proposals(evaluation=one)) for one in runs)


@shared_task(name="labs.open_missed_reviews")
def open_missed_reviews_task() -> int:
    """Open the reviews of runs whose learner chose a track later; beat calls it."""
    return open_missed_reviews()
