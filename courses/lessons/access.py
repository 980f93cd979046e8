"""The door to a lesson: the text from the process, the learner's own rows in one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q
from django.http import Http404
from django.utils.translation import gettext as _

from courses.catalogue.models import Activity, Module
from courses.catalogue.selectors import CompiledModule, CompiledVersion, compiled_version, version_of_activity
from courses.enrolments.access import is_open_at
from courses.enrolments.models import Enrolment

if TYPE_CHECKING:
    from accounts.api import User


@dataclass(frozen=True)
class LearnerLesson:
    """A lesson as one learner meets it."""

    activity: Activity
    group: CompiledModule
    compiled: CompiledVersion
    enrolment: Enrolment
    is_open: bool
    answers: dict[str, Any]
    notes: list[dict[str, Any]]
    prediction: str
    reflection: str

    @property
    def module(self) -> Module | None:
        return self.group.module


def get_lesson_for(user: User, public_id: UUID) -> LearnerLesson:
    """The lesson through the person's enrolment; a stranger's lesson does not exist."""
    version_id = version_of_activity(public_id)
    if version_id is None:
        raise Http404(_("There is no such lesson in your courses."))
    compiled = compiled_version(version_id)
    activity = compiled.by_public_id[public_id]
    enrolment = _enrolment(user, activity) if activity.kind == "lesson" else None
    if enrolment is None:
        raise Http404(_("There is no such lesson in your courses."))
    enrolment.version = compiled.version
    return LearnerLesson(
        activity=activity,
        group=compiled.module_of[activity.key],
        compiled=compiled,
        enrolment=enrolment,
        is_open=is_open_at(enrolment),
        answers=enrolment.work_answers or {},
        notes=enrolment.work_notes or [],
        prediction=enrolment.work_prediction or "",
        reflection=enrolment.work_reflection or "",
    )


def _enrolment(user: User, activity: Activity) -> Any:
    return (
        Enrolment.objects.filter(user=user, version=activity.version_id)
        .select_related("standing")
        .annotate(
            own_lesson=FilteredRelation("lesson_work", condition=Q(lesson_work__activity=activity.pk)),
            own_module=FilteredRelation("module_work", condition=Q(module_work__module=activity.module_id)),
        )
        .annotate(
            work_answers=F("own_lesson__answers"),
            work_notes=F("own_lesson__notes"),
            work_prediction=F("own_module__prediction"),
            work_reflection=F("own_module__reflection"),
        )
        .order_by(F("ended_at").desc(nulls_first=True), "-pk")
        .first()
    )
