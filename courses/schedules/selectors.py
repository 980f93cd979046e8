"""The dates that hold for one learner in one activity: their own, else the cohort's, else those of the course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Q

from accounts.api import Prepared
from courses.schedules.models import ActivityDates

if TYPE_CHECKING:
    from courses.catalogue.models import Activity
    from courses.enrolments.models import Enrolment


@dataclass(frozen=True, slots=True)
class Dates:
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    extra_attempts: int = 0
    is_own: bool = False

    def code_at(self, moment: datetime) -> str:
        """Whether work is kept at this moment: `not_open`, `open` or `closed`."""
        if self.opens_at is not None and moment < self.opens_at:
            return "not_open"
        return "closed" if self.closes_at is not None and moment >= self.closes_at else "open"


NONE = Dates()
DATED = ("quiz", "exam", "worksample")  # what is handed in: the kinds that a cohort's plan dates
Moments: TypeAlias = tuple[datetime | None, datetime | None, datetime | None]


def dates_for(enrolment: Enrolment, activity: Activity) -> Dates:
    """One query. Nobody gets in outside the dates of the course itself: there the enrolment has the last word."""
    found = _dates.objects(enrolment.pk, enrolment.cohort_id or 0, activity.pk)
    rows = {row.enrolment_id is not None: row for row in found}
    own, group = rows.get(True, NONE), rows.get(False, NONE)
    return dates_of(
        enrolment,
        (own.opens_at, own.due_at, own.closes_at),
        (group.opens_at, group.due_at, group.closes_at),
        extra_attempts=own.extra_attempts + group.extra_attempts,
        is_own=True in rows,
    )


_dates = Prepared(
    lambda enrolment, cohort, activity: ActivityDates.objects.filter(
        Q(enrolment=enrolment) | Q(cohort=cohort), activity=activity
    ).order_by(),
    -(2**40) - 1,
    -(2**40) - 2,
    -(2**40) - 3,
)


def dates_of(
    enrolment: Enrolment, own: Moments, group: Moments, *, extra_attempts: int = 0, is_own: bool = False
) -> Dates:
    """The dates from what is set for the person and for the cohort, each (opens, due, closes). No query."""
    return Dates(
        opens_at=_latest(own[0] or group[0], enrolment.opens_at),
        due_at=own[1] or group[1],
        closes_at=_earliest(own[2] or group[2], enrolment.closes_at),
        extra_attempts=extra_attempts,
        is_own=is_own,
    )


def _latest(first: datetime | None, second: datetime | None) -> datetime | None:
    return max(first, second) if first and second else first or second


def _earliest(first: datetime | None, second: datetime | None) -> datetime | None:
    return min(first, second) if first and second else first or second
