"""The doors to the readiness check: a learner's own, and nobody else's. There is no door for staff."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from courses.catalogue.models import CourseVersion
from courses.catalogue.selectors import CompiledVersion, compiled_version, flagship_version
from courses.diagnostics.compiled import LearnerCheck, ShortCheck, form_of, forms_of
from courses.diagnostics.models import DiagnosticSitting
from courses.enrolments.access import is_open_at
from courses.progress.access import enrolment_in

if TYPE_CHECKING:
    from accounts.api import User


def get_check_for(user: User, version_id: UUID) -> LearnerCheck:
    """Through the learner's own enrolment; 404 to a stranger and where the course has no check."""
    row = CourseVersion.objects.filter(public_id=version_id).values_list("pk", flat=True).first()
    enrolment = enrolment_in(user, row) if row is not None else None
    if enrolment is None:
        raise Http404(_("There is no such readiness check of yours."))
    compiled = compiled_version(enrolment.version_id)
    forms = forms_of(compiled)
    if not forms:
        raise Http404(_("This course has no readiness check."))
    return LearnerCheck(enrolment, compiled, forms, is_open_at(enrolment))


def get_sitting_for(user: User, public_id: UUID) -> DiagnosticSitting:
    """The learner's own sitting, with its enrolment and the compiled activity. One query."""
    found = DiagnosticSitting.objects.filter(learner=user, public_id=public_id).select_related("enrolment")
    sitting = found.first()
    if sitting is None:
        raise Http404(_("There is no such sitting of yours."))
    compiled = compiled_version(sitting.enrolment.version_id)
    sitting.activity = next(one for one in compiled.activities if one.pk == sitting.activity_id)
    return sitting


def get_short_check() -> ShortCheck:
    """The short check of the course that the home page opens; 404 where there is none."""
    found = short_check()
    if found is None:
        raise Http404(_("There is no readiness check to try here."))
    return found


def short_check() -> ShortCheck | None:
    """The first form of the flagship course that names situations for the short check."""
    compiled = flagship_version()
    for activity in forms_of(compiled) if compiled is not None else ():
        form = form_of(activity)
        if form.short and compiled is not None:
            return ShortCheck(activity, form, compiled)
    return None


def has_short_check(compiled: CompiledVersion) -> bool:
    """Whether a course offers the short check. No query, and no form is read for it."""
    return any(one.kind == "diagnostic" and one.spec.get("short") for one in compiled.activities)


def readiness_of(user: User, version_id: int) -> list[DiagnosticSitting]:
    """The learner's own sittings in a version that were handed in, first one first. One query."""
    rows = DiagnosticSitting.objects.filter(
        learner=user, enrolment__version=version_id, finished_at__isnull=False
    )
    return list(rows.order_by("number"))
