"""The door to a lesson: the text from the process, the learner's own rows in one query."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Prepared
from courses.catalogue.models import Activity, Module
from courses.catalogue.selectors import CompiledModule, CompiledVersion, compiled_version, version_of_activity
from courses.enrolments.access import is_open_at
from courses.enrolments.models import Enrolment
from courses.progress.models import Standing
from courses.schedules.selectors import Dates, dates_of

if TYPE_CHECKING:
    from accounts.api import User


@dataclass(frozen=True)
class LearnerLesson:
    """A lesson as one learner meets it."""

    activity: Activity
    group: CompiledModule
    compiled: CompiledVersion
    enrolment: Enrolment
    standing: Standing | None
    dates: Dates
    is_open: bool
    answers: dict[str, Any]
    notes: list[dict[str, Any]]
    prediction: str
    reflection: str
    language: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """What the lesson can be read in, the course's own language first."""
        return (self.activity.spec.get("language", "en"), *self.activity.spec.get("i18n", {}))

    def read_in(self, language: str) -> LearnerLesson:
        return replace(self, language=language)

    @property
    def spec(self) -> dict[str, Any]:
        """The text in the language that the learner reads; the course's first one where it is not translated."""
        spec: dict[str, Any] = self.activity.spec
        return dict(spec.get("i18n", {}).get(self.language) or spec)

    @property
    def module(self) -> Module | None:
        return self.group.module


_DATES = tuple(
    f"{whose}__{name}"
    for whose in ("own_dates", "group_dates")
    for name in ("opens_at", "due_at", "closes_at")
)
_OWN = (
    "id",
    "public_id",
    "user_id",
    "version_id",
    "cohort_id",
    "opens_at",
    "closes_at",
    "ended_at",
    "completed_at",
)
_STANDING = ("id", "enrolment_id", "states", "resume_key", "resume_at")


def _query(
    user_id: int, version_id: int, activity_id: int, module_id: int, dated_id: int, grouped_id: int
) -> Any:
    return (
        Enrolment.objects.filter(user=user_id, version=version_id)
        .annotate(
            own_lesson=FilteredRelation("lesson_work", condition=Q(lesson_work__activity=activity_id)),
            own_module=FilteredRelation("module_work", condition=Q(module_work__module=module_id)),
            own_dates=FilteredRelation("activity_dates", condition=Q(activity_dates__activity=dated_id)),
            group_dates=FilteredRelation(
                "cohort__activity_dates", condition=Q(cohort__activity_dates__activity=grouped_id)
            ),
        )
        .order_by(F("ended_at").desc(nulls_first=True), "-pk")
        .values_list(
            *_OWN,
            *(f"standing__{name}" for name in _STANDING),
            *_DATES,
            "own_lesson__answers",
            "own_lesson__notes",
            "own_module__prediction",
            "own_module__reflection",
        )[:1]
    )


_lesson = Prepared(_query, *(-(2**40) - number for number in range(1, 7)))


def get_lesson_for(user: User, public_id: UUID) -> LearnerLesson:
    """The lesson through the person's enrolment; a stranger's lesson does not exist."""
    version_id = version_of_activity(public_id)
    if version_id is None:
        raise Http404(_("There is no such lesson in your courses."))
    compiled = compiled_version(version_id)
    activity = compiled.by_public_id[public_id]
    rows = (
        _lesson.rows(user.pk, version_id, activity.pk, activity.module_id or 0, activity.pk, activity.pk)
        if activity.kind == "lesson"
        else []
    )
    if not rows:
        raise Http404(_("There is no such lesson in your courses."))
    row = rows[0]
    held, moments = row[len(_OWN) : -4 - len(_DATES)], row[-4 - len(_DATES) : -4]
    enrolment = Enrolment.from_db("default", _OWN, row[: len(_OWN)])
    enrolment.version = compiled.version
    answers, notes, prediction, reflection = row[-4:]
    return LearnerLesson(
        activity=activity,
        group=compiled.module_of[activity.key],
        compiled=compiled,
        enrolment=enrolment,
        standing=Standing.from_db("default", _STANDING, held) if held[0] is not None else None,
        dates=(dates := dates_of(enrolment, moments[:3], moments[3:])),
        is_open=is_open_at(enrolment) and dates.code_at(timezone.now()) == "open",
        answers=answers or {},
        notes=notes or [],
        prediction=prediction or "",
        reflection=reflection or "",
    )
