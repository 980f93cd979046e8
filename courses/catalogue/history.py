"""What a version changes against the one before it, and who is affected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from courses.catalogue.kinds import get_kind
from courses.catalogue.models import Activity, CourseVersion
from courses.content.engine.changes import Changes, Part, compare, requirements_of


@dataclass(frozen=True)
class Affected:
    """Who stays in the version before: open enrolments, their cohorts, and those with results in what changed."""

    learners: int = 0
    cohorts: int = 0
    with_results: int = 0


def part_of(activity: Activity) -> Part:
    return Part(activity.key, activity.kind, activity.title, activity.digest, activity.is_required)


def changes_against(
    before: CourseVersion,
    after: Iterable[Part],
    specs: Mapping[str, Mapping[str, Any]],
    credentials: Mapping[str, Any],
) -> Changes:
    """`specs` are the new ones by key; a kind says whether results may come out otherwise now."""
    parts = list(after)
    old = {activity.key: activity for activity in before.activities.all()}
    major = frozenset(
        part.key
        for part in parts
        if part.key in old
        and part.digest != old[part.key].digest
        and get_kind(part.kind).is_major_change(old[part.key].spec, dict(specs[part.key]))
    )
    return compare(
        [part_of(activity) for activity in old.values()],
        parts,
        major=major,
        requirements_changed=requirements_of(before.credentials) != requirements_of(credentials),
    )


def changes_between(before: CourseVersion, after: CourseVersion) -> Changes:
    """What a published version changed against an earlier one of the same course. Two queries."""
    activities = list(after.activities.all())
    return changes_against(
        before,
        [part_of(activity) for activity in activities],
        {activity.key: activity.spec for activity in activities},
        after.credentials,
    )


def affected_by(before: CourseVersion, changes: Changes) -> Affected:
    """Learners never move by themselves: they stay in `before`. Three counts."""
    open_ones = before.enrolments.filter(ended_at=None)
    touched = [part.key for part in (*changes.changed, *changes.removed)]
    return Affected(
        learners=open_ones.count(),
        cohorts=open_ones.exclude(cohort=None).values("cohort").distinct().count(),
        with_results=open_ones.filter(marks__activity__key__in=touched).distinct().count(),
    )
