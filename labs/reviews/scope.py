"""Which runs a person may review, as querysets: of the cohorts where they hold the right; staff also of open enrolments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.api import Capability
from courses.api import cohorts_for
from labs.evaluation.models import Evaluation
from labs.reviews.models import ReviewRequest

if TYPE_CHECKING:
    from accounts.api import User

SEES = Capability.REVIEW_LABS


def evaluations_for(user: User) -> QuerySet[Evaluation]:
    """Counted runs that this person may review; never their own."""
    theirs = Q(session__enrolment__cohort__in=cohorts_for(user, SEES))
    if user.is_staff:
        theirs |= Q(session__enrolment__cohort=None)
    return Evaluation.objects.filter(theirs, counts=True).exclude(session__learner=user)


def open_requests_for(user: User) -> QuerySet[ReviewRequest]:
    """Runs that wait for this person: red lines first, then appeals, then samples."""
    return ReviewRequest.objects.filter(closed_by=None, evaluation__in=evaluations_for(user)).exclude(
        cause="second", asked_by=user
    )
