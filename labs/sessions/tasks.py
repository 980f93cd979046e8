"""Doors for the queue."""

from __future__ import annotations

from celery import shared_task

from labs.sessions.turns import mark_stale_turns


@shared_task(name="labs.sweep_turns")
def sweep_turns() -> None:
    """Turns whose speaker died are written as interrupted."""
    mark_stale_turns()
