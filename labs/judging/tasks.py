"""Doors for the queue."""

from __future__ import annotations

from celery import shared_task

from labs.judging.services import ask_for_proposals, sweep_proposals


@shared_task(name="labs.ask_judge")
def ask_judge_task(evaluation_id: int) -> None:
    ask_for_proposals(evaluation_id=evaluation_id)


@shared_task(name="labs.sweep_proposals")
def sweep_proposals_task() -> int:
    """Ask for proposals that still wait; beat calls it."""
    return sweep_proposals()
