"""The doors to works: a learner's own, a rater's own seat, and files for those two alone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from courses.progress.access import LearnerActivity, get_activity_for
from courses.worksamples.models import Rating, Work, WorkFile

if TYPE_CHECKING:
    from accounts.api import User

KIND = "worksample"


def get_sample_for(user: User, public_id: UUID) -> LearnerActivity:
    """The work sample through the learner's enrolment; a stranger gets 404."""
    return get_activity_for(user, public_id, KIND)


def get_own_work_for(user: User, public_id: UUID) -> Work:
    """The learner's newest try at this sample; 404 before the first."""
    place = get_sample_for(user, public_id)
    rows = Work.objects.filter(enrolment=place.enrolment, activity=place.activity)
    found = rows.order_by("-number").first()
    if found is None:
        raise Http404(_("You have not begun this work."))
    return found


def get_rating_for(user: User, public_id: UUID) -> Rating:
    """A rater's own seat, open or done. Another rater's seat does not exist for them."""
    found = (
        Rating.objects.filter(public_id=public_id, rater=user)
        .exclude(state=Rating.State.CLOSED)
        .select_related(
            "hand_in__work__activity", "hand_in__work__enrolment__user", "hand_in__work__enrolment__cohort"
        )
        .first()
    )
    if found is None:
        raise Http404(_("No work waits for you here."))
    return found


def get_file_for(user: User, public_id: UUID) -> WorkFile:
    """A file for its learner, or for somebody who holds a seat at a hand-in that has it."""
    found = WorkFile.objects.filter(public_id=public_id).select_related("work__enrolment").first()
    if found is None:
        raise Http404(_("There is no such file."))
    is_own = found.work.enrolment.user_id == user.pk
    seats = Rating.objects.filter(hand_in__files=found, rater=user).exclude(state=Rating.State.CLOSED)
    if not is_own and not seats.exists():
        raise Http404(_("There is no such file."))
    return found


def get_own_draft_file_for(user: User, public_id: UUID) -> WorkFile:
    """A file of the learner's own draft."""
    found = get_file_for(user, public_id)
    if found.work.enrolment.user_id != user.pk:
        raise Http404(_("There is no such file."))
    return found
