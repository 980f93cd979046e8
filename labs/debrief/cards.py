"""A learner's labs as cards, for pages that show them beside other things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.urls import reverse

from labs.evaluation.models import Evaluation
from labs.sessions.models import LabSession

if TYPE_CHECKING:
    from accounts.api import User

NEWEST = 12


@dataclass(frozen=True)
class LabCard:
    """One run. Points are None until the learner has rated themselves."""

    title: str
    mode: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    score: int | None
    possible: int
    passed: bool | None
    url: str


def labs_of(user: User) -> tuple[LabCard, ...]:
    """The newest runs of a person: two queries."""
    sessions = (
        LabSession.objects.filter(learner=user, forked_from=None, withdrawn_at=None)
        .select_related("activity")
        .prefetch_related(Prefetch("evaluations", queryset=Evaluation.objects.order_by("-pk")))
        .order_by("-started_at")[:NEWEST]
    )
    return tuple(_card(session) for session in sessions)


def _card(session: LabSession) -> LabCard:
    found = list(session.evaluations.all())
    shown = found[0] if found and session.rated_at is not None else None
    state = "open" if session.is_open else "stopped" if session.killed_at else "done" if shown else "to_rate"
    page = "labs:session" if session.is_open else "labs:debrief"
    return LabCard(
        title=session.activity.title,
        mode=session.mode,
        state=state,
        started_at=session.started_at,
        finished_at=session.ended_at,
        score=shown.points if shown else None,
        possible=shown.possible if shown else 10,
        passed=shown.passed if shown else None,
        url=reverse(page, args=[session.public_id]),
    )
