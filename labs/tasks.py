"""Gathers the tasks of the rooms, so that Celery finds them."""

from labs.evaluation.tasks import score_session_task, sweep_sessions
from labs.reviews.tasks import forget_transcripts_task, open_missed_reviews_task, open_reviews_task
from labs.sessions.tasks import sweep_turns

__all__ = [
    "forget_transcripts_task",
    "open_missed_reviews_task",
    "open_reviews_task",
    "score_session_task",
    "sweep_sessions",
    "sweep_turns",
]
