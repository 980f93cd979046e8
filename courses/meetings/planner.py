"""The meetings of a cohort as a plan keeps them, and planned anew from it. Who leads and the link to join belong to one group of people: they are not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from courses.meetings.models import Meeting
from courses.meetings.services.planning import Details, plan_meetings
from courses.plans.registry import Series

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.api import User
    from courses.cohorts.models import Cohort


class CohortMeetings:
    """Registered as the planner of meetings."""

    def series_of(self, cohort: Cohort) -> list[Series]:
        """Rows of one series that were changed by themselves are series of their own."""
        found: dict[tuple[object, ...], tuple[Meeting, list[datetime]]] = {}
        for row in Meeting.objects.planned().filter(cohort=cohort).order_by("starts_at", "pk"):
            same = (row.series or row.pk, row.title, row.minutes, row.agenda, row.place)
            found.setdefault(same, (row, []))[1].append(row.starts_at)
        return [
            Series(row.title, row.minutes, tuple(starts), row.agenda, row.place)
            for row, starts in found.values()
        ]

    def plan(self, *, cohort: Cohort, series: Series, actor: User) -> None:
        details = Details(series.title, series.minutes, series.agenda, series.place)
        plan_meetings(cohort=cohort, starts=series.starts, details=details, is_told=False, actor=actor)
