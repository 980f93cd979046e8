"""How plans reach the meetings of a cohort: that room stands above and registers itself once, when the app is ready."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.api import User
    from courses.cohorts.models import Cohort


@dataclass(frozen=True, slots=True)
class Series:
    """A meeting, or several that differ in their beginning alone. `starts` are aware and in order; `minutes` is the length."""

    title: str
    minutes: int
    starts: tuple[datetime, ...]
    agenda: str = ""
    place: str = ""


class MeetingPlanner(Protocol):
    def series_of(self, cohort: Cohort) -> list[Series]:
        """The planned meetings of a cohort. One query."""

    def plan(self, *, cohort: Cohort, series: Series, actor: User) -> None:
        """Write them down; nobody is told."""


_planners: list[MeetingPlanner] = []


def register_meeting_planner(planner: MeetingPlanner) -> None:
    if _planners:
        raise ValueError("A planner of meetings is registered already.")
    _planners.append(planner)


def meeting_planner() -> MeetingPlanner:
    return _planners[0]
