"""What the catalogue shows of a version, made once per version from what the process keeps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from courses.catalogue.kinds import get_kind
from courses.catalogue.models import Activity, Course
from courses.catalogue.selectors import CompiledModule, compiled_version
from courses.content.engine.wording import local


@dataclass(frozen=True)
class ModuleCard:
    number: int
    title: str
    outcomes: tuple[str, ...]
    lessons: int
    lessons_titles: tuple[str, ...]
    labs: tuple[str, ...]
    has_quiz: bool
    minutes: int


@dataclass(frozen=True)
class CredentialCard:
    name: str
    narrative: str
    attests: tuple[str, ...]
    does_not: tuple[str, ...]
    valid_months: int | None


@dataclass(frozen=True)
class CourseCard:
    slug: str
    title: str
    summary: str
    number: str
    is_open: bool
    modules: tuple[ModuleCard, ...]
    credentials: tuple[CredentialCard, ...]
    lessons: int
    quizzes: int
    labs: int
    hours: str
    license: str


def catalogue_page() -> list[CourseCard]:
    """A card for every listed course, in one query once their versions are known."""
    return [course_card(course) for course in Course.objects.filter(is_listed=True, published__isnull=False)]


def course_card(course: Course) -> CourseCard:
    """The card of a course's published version."""
    compiled = compiled_version(course.published_id or 0)
    return _card(compiled.version.public_id, get_language() or "en", course.is_open, _Box(course))


class _Box:
    """Carries the course past the cache's key."""

    def __init__(self, course: Course) -> None:
        self.course = course

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Box)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=64)
def _card(_public_id: UUID, language: str, is_open: bool, box: _Box) -> CourseCard:
    compiled = compiled_version(box.course.published_id or 0)
    spec = compiled.version.spec
    modules = tuple(_module(group, language) for group in compiled.modules if group.module is not None)
    head: dict[str, Any] = spec.get("course", {})
    minutes = sum(activity.minutes for activity in compiled.activities if get_kind(activity.kind).is_step)
    return CourseCard(
        slug=box.course.slug,
        title=local(head.get("title"), language) or compiled.version.title,
        summary=local(head.get("summary"), language) or box.course.summary,
        number=compiled.version.number,
        is_open=is_open,
        modules=modules,
        credentials=tuple(_credential(one, language) for one in compiled.version.credentials.values()),
        lessons=_count(compiled.activities, "lesson"),
        quizzes=_count(compiled.activities, "quiz"),
        labs=_count(compiled.activities, "lab"),
        hours=f"{minutes / 60:.1f}".removesuffix(".0"),
        license=str((head.get("license") or {}).get("content", "")),
    )


def _count(activities: tuple[Activity, ...], kind: str) -> int:
    return sum(activity.kind == kind for activity in activities)


def _module(group: CompiledModule, language: str) -> ModuleCard:
    spec: dict[str, Any] = group.module.spec if group.module is not None else {}
    lessons = [activity for activity in group.activities if activity.kind == "lesson"]
    return ModuleCard(
        number=group.number,
        title=local(spec.get("title"), language) or (group.module.title if group.module is not None else ""),
        outcomes=tuple(f"{one['verb'].capitalize()} {one['text']}" for one in spec.get("outcomes", [])),
        lessons=len(lessons),
        lessons_titles=tuple(activity.title for activity in lessons),
        labs=tuple(activity.title for activity in group.activities if activity.kind == "lab"),
        has_quiz=any(activity.kind == "quiz" for activity in group.activities),
        minutes=sum(activity.minutes for activity in group.activities),
    )


def _credential(spec: dict[str, Any], language: str) -> CredentialCard:
    return CredentialCard(
        name=local(spec.get("name"), language),
        narrative=" ".join(str(spec.get("criteria_narrative", "")).split()),
        attests=tuple(spec.get("attests", ())),
        does_not=tuple(spec.get("does_not_attest", ())),
        valid_months=spec.get("valid_months"),
    )
