"""Gathers the tasks of the rooms, so that Celery finds them."""

from labs.evaluation.tasks import score_session_task, sweep_sessions
from labs.judging.tasks import ask_judge_task, sweep_proposals_task
from labs.reviews.tasks import (
    await_advice_task,
    open_missed_reviews_task,
    open_reviews_task,
)
from labs.sessions.tasks import sweep_turns

__all__ = [
    "ask_judge_task",
    "await_advice_task",
    "open_missed_reviews_task",
    "open_reviews_task",
    "score_session_task",
    "sweep_proposals_task",
    "sweep_sessions",
    "sweep_turns",
]
