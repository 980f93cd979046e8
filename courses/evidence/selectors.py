"""The learner's page: what was read and passed, from the ledger in one query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from courses.catalogue.kinds import get_kind
from courses.catalogue.models import Activity
from courses.competencies.engine.crosswalk import Reference, Served
from courses.competencies.selectors import competency_coverage, framework_coverage
from courses.evidence.engine.shown import Deed, Shown, Strength, shown
from courses.progress.access import LearnerCourse
from courses.progress.models import Mark
from courses.quizzes.compiled import quiz_of


@dataclass(frozen=True)
class EvidencePage:
    competencies: tuple[Shown, ...]
    frameworks: list[tuple[str, str, list[Reference]]]

    @property
    def is_empty(self) -> bool:
        return all(one.strength is Strength.NOTHING for one in self.competencies)


def evidence_page(course: LearnerCourse) -> EvidencePage:
    """Everything the learner has finished, by competency, and what public frameworks say to it. One query."""
    file = course.compiled.version.spec.get("competencies") or {}
    deeds = list(_deeds(course))
    served = [Served(key, deed.level, deed.kind) for deed in deeds for key in deed.competencies]
    named: dict[str, tuple[str, list[Reference]]] = {}
    for one in framework_coverage(file, competency_coverage(file, served)):
        named.setdefault(one.framework_name, (one.url, []))[1].append(one)
    return EvidencePage(
        competencies=shown(file.get("competencies") or {}, deeds),
        frameworks=[(name, url, references) for name, (url, references) in named.items()],
    )


def _deeds(course: LearnerCourse) -> Iterator[Deed]:
    by_pk = {activity.pk: activity for activity in course.compiled.activities}
    marks = Mark.objects.filter(enrolment=course.enrolment, replaced_by=None).order_by("-pk")
    seen: set[int] = set()
    for activity_id, passed, at in marks.values_list("activity_id", "passed", "created_at"):
        activity = by_pk[activity_id]
        is_deed = passed is True or (passed is None and activity.kind == "lesson")
        if is_deed and activity_id not in seen:
            seen.add(activity_id)
            url = get_kind(activity.kind).open_url(activity)
            yield Deed(activity.kind, activity.title, url, at, competencies_of(activity), activity.level)


def competencies_of(activity: Activity) -> tuple[str, ...]:
    """A lesson has one, a lab names several, a quiz has those of its questions."""
    if activity.kind in ("quiz", "exam"):
        return tuple(
            sorted({item.competency for item in quiz_of(activity).items.values() if item.competency})
        )
    named = activity.spec.get("competency")
    if isinstance(named, list):
        return tuple(str(one) for one in named)
    return (activity.competency,) if activity.competency else ()
