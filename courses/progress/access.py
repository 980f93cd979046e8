"""The door to an activity: only through an enrolment of the person's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.api import Prepared
from courses.catalogue.models import Activity, CourseVersion
from courses.catalogue.selectors import CompiledVersion, compiled_version, version_of_activity
from courses.enrolments.access import is_open_at
from courses.enrolments.models import Enrolment
from courses.progress.models import Standing

if TYPE_CHECKING:
    from accounts.api import User


@dataclass(frozen=True)
class LearnerActivity:
    """An activity as one learner meets it. `is_open` is false before, after and outside the dates."""

    activity: Activity
    enrolment: Enrolment
    version: CourseVersion
    is_open: bool


def get_activity_for(
    user: User, public_id: UUID, kind: str | tuple[str, ...], *, must_be_open: bool = False
) -> LearnerActivity:
    """The activity through the person's newest enrolment in its version; one query once the version is known.

    A stranger gets 404. With `must_be_open`, a learner outside the dates gets 403.
    """
    version_id = version_of_activity(public_id)
    enrolment = None if version_id is None else enrolment_in(user, version_id)
    if enrolment is None:
        raise Http404(_("There is no such activity in your courses."))
    compiled = compiled_version(enrolment.version_id)
    activity = compiled.by_public_id[public_id]
    if activity.kind not in ((kind,) if isinstance(kind, str) else kind):
        raise Http404(_("There is no such activity in your courses."))
    enrolment.version = compiled.version
    is_open = is_open_at(enrolment)
    if must_be_open and not is_open:
        raise PermissionDenied(_("The course is not open for you at this time."))
    return LearnerActivity(activity, enrolment, compiled.version, is_open)


def enrolment_in(user: User, version_id: int) -> Enrolment | None:
    """The person's enrolment in a version, with its standing: the open one, else the one that ended last."""
    found = _enrolment.objects(user.pk, version_id)
    return found[0] if found else None


_enrolment = Prepared(
    lambda user_id, version_id: (
        Enrolment.objects.filter(user=user_id, version=version_id)
        .select_related("standing")
        .order_by(F("ended_at").desc(nulls_first=True), "-pk")[:1]
    ),
    -(2**40) - 1,
    -(2**40) - 2,
)


@dataclass(frozen=True)
class LearnerCourse:
    """A course as one learner has it. Loaded in one query."""

    enrolment: Enrolment
    compiled: CompiledVersion
    standing: Standing | None
    is_open: bool
    cohort_name: str
    partner_name: str
    notice_title: str
    notice_at: datetime | None


OWN_FIELDS = (
    "id",
    "public_id",
    "user_id",
    "version_id",
    "track",
    "opens_at",
    "closes_at",
    "ended_at",
    "completed_at",
)
STANDING_FIELDS = ("id", "enrolment_id", "states", "resume_key", "resume_at")
COHORT_FIELDS = ("cohort__name", "cohort__partner__name", "cohort__notice_title", "cohort__notice_at")
_learner_course = Prepared(
    lambda user_id, public_id: (
        Enrolment.objects.filter(user=user_id, public_id=public_id)
        .order_by()
        .values_list(
            *OWN_FIELDS,
            *(f"standing__{name}" for name in STANDING_FIELDS),
            *COHORT_FIELDS,
        )
    ),
    -(2**40) - 1,
    UUID(int=2**127 - 1),
)


def get_learner_course_for(user: User, enrolment_id: UUID) -> LearnerCourse:
    """The learner's own course, ended or not; another person's does not exist for them."""
    rows = _learner_course.rows(user.pk, enrolment_id)
    if not rows:
        raise Http404(_("There is no such course of yours."))
    row = rows[0]
    own, held = row[: len(OWN_FIELDS)], row[len(OWN_FIELDS) : -len(COHORT_FIELDS)]
    cohort_name, partner_name, notice_title, notice_at = row[-len(COHORT_FIELDS) :]
    enrolment = Enrolment.from_db("default", OWN_FIELDS, own)
    standing = Standing.from_db("default", STANDING_FIELDS, held) if held[0] is not None else None
    compiled = compiled_version(enrolment.version_id)
    enrolment.version = compiled.version
    return LearnerCourse(
        enrolment=enrolment,
        compiled=compiled,
        standing=standing,
        is_open=is_open_at(enrolment),
        cohort_name=cohort_name or "",
        partner_name=partner_name or "",
        notice_title=notice_title or "",
        notice_at=notice_at,
    )
