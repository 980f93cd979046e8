"""The doors to reviews: whoever reviews labs of a cohort sees its runs; staff see the runs of open enrolments too."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from courses.api import cohorts_for
from labs.evaluation.models import Evaluation
from labs.reviews.scope import SEES, evaluations_for

if TYPE_CHECKING:
    from accounts.api import User


def get_evaluation_for(user: User, public_id: UUID) -> Evaluation:
    """A run to review, with its session; a stranger's does not exist for them."""
    found = (
        evaluations_for(user)
        .filter(public_id=public_id)
        .select_related(
            "session__learner", "session__scenario", "session__activity", "session__enrolment__cohort"
        )
        .defer("session__scenario__package")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such run among those you review."))
    return found


def get_own_evaluation_for(user: User, session_id: UUID) -> Evaluation:
    """A learner's own counted run, to appeal against."""
    found = (
        Evaluation.objects.filter(session__learner=user, session__public_id=session_id, counts=True)
        .select_related("session__learner", "session__scenario", "session__activity")
        .defer("session__scenario__package")
        .order_by("-pk")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such run of yours."))
    return found


def require_reviewer(user: User) -> None:
    """403 for people who review nowhere."""
    if not user.is_staff and not cohorts_for(user, SEES).exists() and not user.has_desk:
        raise PermissionDenied(_("Reviews are for people who teach."))


def require_staff(user: User) -> None:
    """403 for all but the people who run the programme."""
    if not user.is_staff:
        raise PermissionDenied(_("Only the people who run the programme may do this."))
