"""What courses know of a person: enrolments, marks, and what they wrote while reading.

Export gives all of it. Erasure takes out every word; marks stay, with no words in them, behind an erased person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courses.authoring.models import PackageDraft
from courses.catalogue.models import CourseVersion
from courses.cohorts.models import Cohort, CohortInstructor
from courses.enrolments.models import Enrolment
from courses.lessons.models import LessonWork, ModuleWork
from courses.plans.models import CohortTemplate
from courses.progress.models import Completion, Mark, Standing
from courses.recall.models import RecallReturn

if TYPE_CHECKING:
    from accounts.api import User

MODELS = (
    "courses.Enrolment",
    "courses.Mark",
    "courses.Standing",
    "courses.Completion",
    "courses.LessonWork",
    "courses.ModuleWork",
    "courses.RecallReturn",
    "courses.Cohort",
    "courses.CohortInstructor",
    "courses.CohortTemplate",
    "courses.CourseVersion",
    "courses.PackageDraft",
)


def export(user: User) -> dict[str, Any]:
    """Every enrolment with its marks and words, and what the person taught or published."""
    enrolments = (
        Enrolment.objects.filter(user=user)
        .select_related("version", "cohort", "client", "standing")
        .defer("version__spec")
        .order_by("pk")
    )
    return {
        "enrolments": [_enrolment(enrolment) for enrolment in enrolments],
        "teaches": list(
            CohortInstructor.objects.filter(user=user).values("cohort__name", "added_at").order_by("pk")
        ),
        "marks_given": list(
            Mark.objects.filter(actor=user)
            .order_by("pk")
            .values("public_id", "outcome", "reason", "created_at")
        ),
        "cohorts_created": list(Cohort.objects.filter(created_by=user).values_list("name", flat=True)),
        "cohort_templates": list(
            CohortTemplate.objects.filter(created_by=user).values_list("name", flat=True)
        ),
        "versions_published": list(
            CourseVersion.objects.filter(created_by=user).values("title", "number", "created_at")
        ),
        "drafts": list(
            PackageDraft.objects.filter(created_by=user).values("name", "state", "created_at").order_by("pk")
        ),
    }


def _enrolment(enrolment: Enrolment) -> dict[str, Any]:
    standing: Standing | None = getattr(enrolment, "standing", None)
    return {
        "id": enrolment.public_id,
        "course": str(enrolment.version),
        "cohort": enrolment.cohort.name if enrolment.cohort is not None else None,
        "organisation": enrolment.client.name if enrolment.client is not None else None,
        "source": enrolment.source,
        "started_at": enrolment.started_at,
        "opens_at": enrolment.opens_at,
        "closes_at": enrolment.closes_at,
        "ended_at": enrolment.ended_at,
        "completed_at": enrolment.completed_at,
        "last_seen_at": standing.last_seen_at if standing is not None else None,
        "stopped_at": standing.resume_key if standing is not None else None,
        "marks": list(
            Mark.objects.filter(enrolment=enrolment)
            .order_by("pk")
            .values(
                "activity__title", "points", "possible", "passed", "outcome", "detail", "reason", "created_at"
            )
        ),
        "reached": list(Completion.objects.filter(enrolment=enrolment).values("achievement", "created_at")),
        "lessons": list(
            LessonWork.objects.filter(enrolment=enrolment)
            .order_by("pk")
            .values("activity__title", "answers", "notes", "updated_at")
        ),
        "warm_ups": list(
            RecallReturn.objects.filter(enrolment=enrolment)
            .order_by("pk")
            .values("activity__title", "question", "outcome", "given", "created_at")
        ),
        "modules": list(
            ModuleWork.objects.filter(enrolment=enrolment)
            .order_by("pk")
            .values("module__title", "prediction", "reflection", "predicted_at", "reflected_at")
        ),
    }


def erase(user: User) -> dict[str, int]:
    """Delete notes, answers, guesses and reflections; forget when and where the person was last seen."""
    lessons, _rows = LessonWork.objects.filter(enrolment__user=user).delete()
    returns, _rows = RecallReturn.objects.filter(enrolment__user=user).delete()
    modules, _rows = ModuleWork.objects.filter(enrolment__user=user).delete()
    seen = Standing.objects.filter(enrolment__user=user).update(
        last_seen_at=None, resume_key="", resume_at=""
    )
    left = Enrolment.objects.filter(user=user).update(client=None)
    reasons = Mark.objects.filter(enrolment__user=user).without_words()
    CohortTemplate.objects.filter(created_by=user).update(created_by=None)
    taught, _rows = CohortInstructor.objects.filter(user=user).delete()
    return {
        "lessons": lessons,
        "modules": modules,
        "warm_ups": returns,
        "places": seen,
        "enrolments": left,
        "reasons": reasons,
        "posts": taught,
    }
