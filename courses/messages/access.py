"""The doors: a learner to their own thread, those who teach a cohort to its threads, staff to what was reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import require_staff
from courses.cohorts.models import Cohort
from courses.enrolments.models import Enrolment
from courses.messages.engine.rules import Closed, why_closed
from courses.messages.models import Announcement, Report, Thread
from courses.messages.teaching import taught_by

if TYPE_CHECKING:
    from accounts.api import User


@dataclass(frozen=True)
class Talk:
    """A thread as one side meets it; `thread` is None until somebody wrote."""

    enrolment: Enrolment
    cohort: Cohort
    thread: Thread | None
    closed: Closed | None
    is_team: bool


def _in_cohort() -> QuerySet[Enrolment]:
    return (
        Enrolment.objects.filter(cohort__isnull=False)
        .select_related("user", "cohort__partner", "thread")
        .prefetch_related("cohort__teaching__user")
    )


def get_own_talk_for(user: User, enrolment_id: UUID) -> Talk:
    """The learner's own thread with those who teach; there is none for anybody else."""
    return _talk(_in_cohort().filter(user=user, public_id=enrolment_id).first(), is_team=False)


def get_team_talk_for(user: User, cohort_id: UUID, enrolment_id: UUID) -> Talk:
    """The thread of one learner, for those who teach the cohort."""
    found = _in_cohort().filter(
        cohort__in=taught_by(user), cohort__public_id=cohort_id, public_id=enrolment_id
    )
    return _talk(found.first(), is_team=True)


def _talk(enrolment: Enrolment | None, *, is_team: bool) -> Talk:
    if enrolment is None or enrolment.cohort is None:
        raise Http404(_("There is no such conversation of yours."))
    cohort = enrolment.cohort
    thread = getattr(enrolment, "thread", None)
    closed = why_closed(
        is_ended=enrolment.ended_at is not None,
        is_over=cohort.state == "closed" or cohort.closes_at <= timezone.now(),
        is_paused=thread is not None and thread.paused_at is not None,
        has_instructors=any(post.user.is_active for post in cohort.teaching.all()),
    )
    return Talk(enrolment=enrolment, cohort=cohort, thread=thread, closed=closed, is_team=is_team)


def get_own_enrolment_for(user: User, enrolment_id: UUID) -> Enrolment:
    """The learner's own enrolment in a cohort, with the cohort."""
    found = (
        Enrolment.objects.filter(user=user, public_id=enrolment_id, cohort__isnull=False)
        .select_related("cohort__partner")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such course of yours."))
    return found


def get_announcement_of(cohort: Cohort, public_id: UUID) -> Announcement:
    """An announcement of a cohort whose door was passed."""
    found = Announcement.objects.filter(cohort=cohort, public_id=public_id).first()
    if found is None:
        raise Http404(_("There is no such announcement."))
    return found


def get_report_for(user: User, public_id: UUID) -> Report:
    """A report with its thread, for programme staff."""
    require_staff(user)
    found = (
        Report.objects.select_related(
            "thread__enrolment__user", "thread__enrolment__cohort__partner", "reporter"
        )
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404(_("There is no such report."))
    return found
