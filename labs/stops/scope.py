"""What a person may stop, as querysets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.api import Capability
from courses.api import Cohort, cohorts_for
from labs.sessions.models import LabSession, LabSwitch

if TYPE_CHECKING:
    from accounts.api import User

STOPS = Capability.ADJUST_MARKS


def cohorts_to_stop(user: User) -> QuerySet[Cohort]:
    """Cohorts whose labs this person may stop."""
    return cohorts_for(user, STOPS)


def may_stop_something(user: User) -> bool:
    return user.is_staff or cohorts_to_stop(user).exists()


def sessions_for(user: User) -> QuerySet[LabSession]:
    """Labs of other people that this person may stop."""
    rows = LabSession.objects.exclude(learner=user)
    return rows if user.is_staff else rows.filter(enrolment__cohort__in=cohorts_to_stop(user))


def switches_for(user: User) -> QuerySet[LabSwitch]:
    """Switches that this person may see and lift."""
    return (
        LabSwitch.objects.all()
        if user.is_staff
        else LabSwitch.objects.filter(cohort__in=cohorts_to_stop(user))
    )
