"""The doors of the staff side: instructors to their cohorts and appeals, programme staff to quizzes and regrades."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.api import Capability
from courses.catalogue.kinds import get_kind
from courses.catalogue.models import Activity
from courses.catalogue.selectors import compiled_version
from courses.cohorts.access import cohorts_for, get_cohort_for
from courses.enrolments.models import Enrolment
from courses.quizzes.models import Appeal, Regrade, Ticket
from courses.worksamples.models import Rating, WorkAppeal

if TYPE_CHECKING:
    from accounts.api import User
    from courses.cohorts.models import Cohort

KINDS = ("quiz", "exam")


def appeals_for(user: User) -> QuerySet[Appeal]:
    """Appeals of learners in this person's cohorts; programme staff see those outside of cohorts too."""
    if not (user.has_desk or user.is_staff):
        raise Http404(_("There is no such page."))
    near = Q(attempt__enrolment__cohort__in=cohorts_for(user, Capability.ADJUST_MARKS))
    rows = Appeal.objects.all() if user.is_staff else Appeal.objects.filter(near)
    return rows.select_related("attempt__enrolment__cohort", "attempt__learner", "decided_by")


def get_appeal_for(user: User, public_id: UUID) -> Appeal:
    found = appeals_for(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404(_("There is no such appeal."))
    return found


def get_sittings_cohort_for(user: User, public_id: UUID) -> Cohort:
    """A cohort whose sittings this person arranges."""
    return get_cohort_for(user, public_id, Capability.MANAGE_ROSTER)


def get_exam_of(cohort: Cohort) -> Activity | None:
    """The exam of the cohort's version, if it has one."""
    activities = compiled_version(cohort.version_id).activities
    return next((activity for activity in activities if activity.kind == "exam"), None)


def get_dated_activity(cohort: Cohort, public_id: UUID) -> Activity:
    """A step of the cohort's course."""
    found = compiled_version(cohort.version_id).by_public_id.get(public_id)
    if found is None or not get_kind(found.kind).is_step:
        raise Http404(_("There is no such activity in this cohort's course."))
    return found


def get_cohort_learner(cohort: Cohort, enrolment_id: UUID) -> Enrolment:
    found = Enrolment.objects.filter(cohort=cohort, public_id=enrolment_id).select_related("user").first()
    if found is None:
        raise Http404(_("There is no such learner in this cohort."))
    return found


def get_ticket_by_code(cohort: Cohort, code: str) -> Ticket | None:
    """The unused ticket with this code in this cohort; capitals and dashes do not matter."""
    bare = "".join(char for char in code.upper() if char.isascii() and char.isalnum())
    if len(bare) != 6:
        return None
    shown = f"{bare[:2]}-{bare[2:4]}-{bare[4:]}"
    rows = Ticket.objects.filter(code=shown, enrolment__cohort=cohort, attempt=None)
    return rows.select_related("enrolment__user").first()


def get_published_quiz_for(user: User, public_id: UUID) -> Activity:
    """A published quiz or exam, for programme staff alone."""
    _only_staff(user)
    found = (
        Activity.objects.filter(public_id=public_id, kind__in=KINDS)
        .select_related("version", "version__course", "module")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such quiz."))
    return found


def published_quizzes_for(user: User) -> QuerySet[Activity]:
    """Every quiz and exam of the versions that new learners get."""
    _only_staff(user)
    rows = Activity.objects.filter(kind__in=KINDS, version__course__published=F("version"))
    return (
        rows.select_related("version", "version__course")
        .defer("spec", "version__spec")
        .order_by("version__course__title", "position")
    )


def published_samples_for(user: User) -> QuerySet[Activity]:
    """Every work sample of the versions that new learners get, for programme staff alone."""
    _only_staff(user)
    rows = Activity.objects.filter(kind="worksample", version__course__published=F("version"))
    return rows.select_related("version__course").order_by("version__course__title", "position")


def get_seat_for(user: User, public_id: UUID) -> Rating:
    """A rater's seat that programme staff may fill."""
    _only_staff(user)
    rows = Rating.objects.filter(public_id=public_id, state=Rating.State.WAITING)
    rows = rows.exclude(hand_in__work__enrolment__user=user)
    found = rows.select_related(
        "rater", "hand_in__work__activity", "hand_in__work__enrolment__cohort__partner"
    ).first()
    if found is None:
        raise Http404(_("There is no such seat."))
    return found


def work_appeals_for(user: User) -> QuerySet[WorkAppeal]:
    """Appeals about work samples of this person's cohorts; programme staff see all. Nobody sees one about own work."""
    if not (user.has_desk or user.is_staff):
        raise Http404(_("There is no such page."))
    near = Q(work__enrolment__cohort__in=cohorts_for(user, Capability.ADJUST_MARKS))
    rows = WorkAppeal.objects.all() if user.is_staff else WorkAppeal.objects.filter(near)
    return rows.exclude(work__enrolment__user=user).select_related(
        "work__activity", "work__enrolment__cohort", "work__enrolment__user", "decided_by"
    )


def get_work_appeal_for(user: User, public_id: UUID) -> WorkAppeal:
    found = work_appeals_for(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404(_("There is no such appeal."))
    return found


def get_regrade_for(user: User, public_id: UUID) -> Regrade:
    _only_staff(user)
    found = (
        Regrade.objects.filter(public_id=public_id)
        .select_related("activity__version__course", "proposed_by", "applied_by", "correction")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such regrade."))
    return found


def _only_staff(user: User) -> None:
    if not user.is_staff:
        raise Http404(_("There is no such page."))
