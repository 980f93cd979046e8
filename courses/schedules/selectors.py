"""The dates that hold for one learner in one activity: their own, else the cohort's, else those of the course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

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


NONE = Dates()
DATED = ("quiz", "exam", "worksample")  # kinds of activities that can have dates


def dates_for(enrolment: Enrolment, activity: Activity) -> Dates:
    """One query. Nobody gets in outside the dates of the course itself: there the enrolment has the last word."""
    found = _dates.objects(enrolment.pk, enrolment.cohort_id or 0, activity.pk)
    rows = {row.enrolment_id is not None: row for row in found}
    own, group = rows.get(True, NONE), rows.get(False, NONE)
    return Dates(
        opens_at=_latest(own.opens_at or group.opens_at, enrolment.opens_at),
        due_at=own.due_at or group.due_at,
        closes_at=_earliest(own.closes_at or group.closes_at, enrolment.closes_at),
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


def _latest(first: datetime | None, second: datetime | None) -> datetime | None:
    return max(first, second) if first and second else first or second


def _earliest(first: datetime | None, second: datetime | None) -> datetime | None:
    return min(first, second) if first and second else first or second
