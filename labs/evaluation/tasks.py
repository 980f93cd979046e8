"""Doors for the queue."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from labs.evaluation.services import score_session
from labs.sessions.models import LabSession
from labs.sessions.services import close_overdue_session

SWEEP_AT_ONCE = 200


@shared_task(name="labs.score_session")
def score_session_task(session_id: int) -> None:
    score_session(session_id=session_id)


@shared_task(name="labs.sweep_sessions")
def sweep_sessions() -> None:
    """Ends sessions whose time is over, and scores ended ones that nobody scored."""
    now = timezone.now()
    overdue = LabSession.objects.filter(ended_at=None, closes_at__lte=now).values_list("pk", flat=True)
    for session_id in list(overdue[:SWEEP_AT_ONCE]):
        close_overdue_session(session_id=session_id)
    unscored = LabSession.objects.filter(evaluations=None, killed_at=None, withdrawn_at=None).exclude(
        ended_at=None
    )
    for session_id in list(unscored.values_list("pk", flat=True)[:SWEEP_AT_ONCE]):
        score_session(session_id=session_id)
