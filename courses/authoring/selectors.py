"""What the authors' pages show: courses with their drafts, health of a version, changes between versions."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from courses.authoring.models import PackageDraft
from courses.catalogue.history import Affected, affected_by, changes_between
from courses.catalogue.models import Course, CourseVersion, PackageFile
from courses.catalogue.selectors import CompiledVersion, compiled_version
from courses.competencies.engine.crosswalk import Coverage, Reference, Served, gaps
from courses.competencies.selectors import competency_coverage, framework_coverage
from courses.content.engine.changes import Changes
from courses.content.engine.freshness import Dated, facts_by_age
from courses.content.engine.readability import LIX_LIMIT, reading_level
from courses.quizzes.compiled import quiz_of
from courses.quizzes.engine.similar import most_alike
from courses.quizzes.models import Attempt

SOON = timedelta(days=90)
MOST_LINES = 400


@dataclass(frozen=True)
class LessonLine:
    """One lesson: its length, how hard it reads, and the languages it is missing in."""

    key: str
    title: str
    words: int
    level: int
    missing: tuple[str, ...]

    @property
    def is_hard(self) -> bool:
        return self.level > LIX_LIMIT


@dataclass(frozen=True)
class BankLine:
    """A bank of questions: how many nobody has answered yet, and the pairs that are most alike."""

    key: str
    title: str
    public_id: Any
    items: int
    without_data: int
    attempts: int
    alike: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class CourseHealth:
    version: CourseVersion
    coverage: list[Coverage]
    gaps: list[str]
    frameworks: list[tuple[str, str, list[Reference]]]
    stale: list[Dated]
    soon: list[Dated]
    facts: int
    lessons: list[LessonLine]
    banks: list[BankLine]


def health_of(version: CourseVersion, *, today: date) -> CourseHealth:
    """How a published version is doing. Two queries once the version is known: attempts, and nothing else."""
    compiled = compiled_version(version.pk)
    fixed = _fixed(version.pk)
    facts = facts_by_age(compiled.version.spec)
    return CourseHealth(
        version=compiled.version,
        coverage=fixed.coverage,
        gaps=gaps(fixed.coverage),
        frameworks=fixed.frameworks,
        stale=[one for one in facts if one.due_on <= today],
        soon=[one for one in facts if today < one.due_on <= today + SOON],
        facts=len(facts),
        lessons=fixed.lessons,
        banks=_banks(compiled, fixed.alike),
    )


@dataclass(frozen=True)
class _Fixed:
    """What never changes about a version."""

    coverage: list[Coverage]
    frameworks: list[tuple[str, str, list[Reference]]]
    lessons: list[LessonLine]
    alike: Mapping[str, tuple[tuple[int, str, str], ...]]


@lru_cache(maxsize=16)
def _fixed(version_id: int) -> _Fixed:
    compiled = compiled_version(version_id)
    file = compiled.version.spec.get("competencies") or {}
    coverage = competency_coverage(file, _served(compiled))
    named: dict[str, tuple[str, list[Reference]]] = {}
    for one in framework_coverage(file, coverage):
        named.setdefault(one.framework_name, (one.url, []))[1].append(one)
    languages = (compiled.version.spec.get("course") or {}).get("languages") or ["en"]
    return _Fixed(
        coverage=coverage,
        frameworks=[(name, url, references) for name, (url, references) in named.items()],
        lessons=[
            LessonLine(
                activity.key,
                activity.title,
                int(activity.spec.get("words", 0)),
                round(reading_level(str(activity.spec.get("text", "")))),
                tuple(code for code in languages[1:] if code not in activity.spec.get("i18n", {})),
            )
            for activity in compiled.activities
            if activity.kind == "lesson"
        ],
        alike={
            activity.key: tuple(
                (round(share * 100), first, second)
                for share, first, second in most_alike(_texts(quiz_of(activity).items))[:5]
            )
            for activity in _quizzes(compiled)
        },
    )


def forget_health() -> None:
    """For tests, where a rolled back id may come again."""
    _fixed.cache_clear()
    _changes.cache_clear()


def _quizzes(compiled: CompiledVersion) -> list[Any]:
    return [activity for activity in compiled.activities if activity.kind in ("quiz", "exam")]


def _served(compiled: CompiledVersion) -> list[Served]:
    found = []
    for activity in compiled.activities:
        named = activity.spec.get("competency")  # a lab names several
        keys = named if isinstance(named, list) else [activity.competency]
        found += [Served(str(key), activity.level, activity.kind) for key in keys if key]
    for activity in _quizzes(compiled):
        found += [
            Served(item.competency, str(item.level or ""), "question")
            for item in quiz_of(activity).items.values()
            if item.competency
        ]
    return found


def _texts(items: Mapping[str, Any]) -> dict[str, str]:
    return {
        key: " ".join(
            [
                item.stem,
                str(getattr(item, "text", "")),
                *(str(getattr(option, "t", "")) for option in getattr(item, "options", ())),
            ]
        )
        for key, item in items.items()
    }


def _banks(
    compiled: CompiledVersion, alike: Mapping[str, tuple[tuple[int, str, str], ...]]
) -> list[BankLine]:
    seen: dict[int, Counter[str]] = {}
    attempts: Counter[int] = Counter()
    rows = Attempt.objects.filter(activity__version=compiled.version, submitted_at__isnull=False)
    for activity_id, items in rows.values_list("activity_id", "items").iterator():
        attempts[activity_id] += 1
        seen.setdefault(activity_id, Counter()).update(items)
    return [
        BankLine(
            activity.key,
            activity.title,
            activity.public_id,
            len(quiz_of(activity).items),
            sum(key not in seen.get(activity.pk, {}) for key in quiz_of(activity).items),
            attempts[activity.pk],
            alike.get(activity.key, ()),
        )
        for activity in _quizzes(compiled)
    ]


@dataclass(frozen=True)
class CourseRow:
    course: Course
    versions: int


def course_rows(courses: Any) -> list[CourseRow]:
    """Courses with how many versions they have. Two queries."""
    counted = Counter(CourseVersion.objects.values_list("course_id", flat=True))
    return [CourseRow(course, counted[course.pk]) for course in courses]


def published_drafts() -> list[PackageDraft]:
    """The drafts published last."""
    rows = PackageDraft.objects.filter(state=PackageDraft.State.PUBLISHED).select_related(
        "created_by", "version__course"
    )
    return list(rows.defer("data", "version__spec")[:5])


@dataclass(frozen=True)
class Step:
    """What one version changed against the one before it; the first one changed nothing."""

    version: CourseVersion
    before: CourseVersion | None
    changes: Changes | None


def steps_of(course: Course, *, most: int = 20) -> list[Step]:
    """The versions of a course, newest first."""
    versions = list(course.versions.defer("spec").order_by("-pk")[: most + 1])
    return [
        Step(version, before, _changes(before.pk, version.pk) if before is not None else None)
        for version, before in zip(versions, [*versions[1:], None], strict=True)
    ][:most]


@lru_cache(maxsize=256)
def _changes(before_id: int, after_id: int) -> Changes:
    before, after = (CourseVersion.objects.get(pk=pk) for pk in (before_id, after_id))
    return changes_between(before, after)


@dataclass(frozen=True)
class FileChange:
    """A file that differs. `lines` are those of a unified diff; empty for pictures."""

    path: str
    what: str
    lines: tuple[tuple[str, str], ...]
    is_cut: bool


@dataclass(frozen=True)
class Difference:
    before: CourseVersion
    after: CourseVersion
    changes: Changes
    affected: Affected
    files: list[FileChange]


def difference(before: CourseVersion, after: CourseVersion) -> Difference:
    """Two versions side by side, file by file."""
    changes = _changes(before.pk, after.pk)
    old, new = (dict(_digests(version)) for version in (before, after))
    touched = sorted(path for path in {*old, *new} if old.get(path) != new.get(path))
    texts = [
        {
            path: bytes(data)
            for path, data in PackageFile.objects.filter(version=version, path__in=touched).values_list(
                "path", "data"
            )
        }
        for version in (before, after)
    ]
    files = [_file_change(path, texts[0].get(path), texts[1].get(path)) for path in touched]
    return Difference(before, after, changes, affected_by(before, changes), files)


def _digests(version: CourseVersion) -> Any:
    return PackageFile.objects.filter(version=version).values_list("path", "sha256")


def _file_change(path: str, old: bytes | None, new: bytes | None) -> FileChange:
    what = "added" if old is None else "removed" if new is None else "changed"
    if not path.endswith((".md", ".yaml", ".txt", ".csv")):
        return FileChange(path, what, (), is_cut=False)
    first, second = ((one or b"").decode("utf-8", "replace").splitlines() for one in (old, new))
    found = list(difflib.unified_diff(first, second, lineterm="", n=2))[2:]
    lines = tuple((_LOOK.get(line[:1], ""), line) for line in found[:MOST_LINES])
    return FileChange(path, what, lines, is_cut=len(found) > MOST_LINES)


_LOOK = {"+": "ins", "-": "del", "@": "at"}
