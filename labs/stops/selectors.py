"""What the page of the kill switch shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from labs.sessions.models import LabSwitch
from labs.stops.scope import sessions_for, switches_for

if TYPE_CHECKING:
    from accounts.api import User

PAGE_SIZE = 25
PAST_SHOWN = 20


@dataclass(frozen=True)
class StopsPage:
    standing: tuple[LabSwitch, ...]
    past: tuple[LabSwitch, ...]
    running: Page[Any]


def stops_page(user: User, *, search: str | None = None, page: int | None = None) -> StopsPage:
    """Standing switches, past ones, and the labs that run now: four queries for any number of rows."""
    switches = switches_for(user).select_related("cohort__partner", "set_by", "lifted_by")
    rows = (
        sessions_for(user)
        .filter(ended_at=None)
        .select_related("learner", "enrolment__cohort", "activity")
        .order_by("-started_at")
    )
    if search:
        rows = rows.filter(Q(learner__name__icontains=search) | Q(activity__title__icontains=search))
    return StopsPage(
        standing=tuple(switches.filter(lifted_at=None)),
        past=tuple(switches.exclude(lifted_at=None)[:PAST_SHOWN]),
        running=Paginator(rows, PAGE_SIZE).get_page(page or 1),
    )
