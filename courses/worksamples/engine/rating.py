"""What the ratings of one piece of work add up to: agreement counts, disagreement calls a third person."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from courses.worksamples.engine.specs import Late, Rubric

Points: TypeAlias = Mapping[str, int]
THIRD = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """`wait`: somebody has not rated yet. `third`: they disagree. `decided`: `points` per criterion stand."""

    code: Literal["wait", "third", "decided"]
    points: Mapping[str, Fraction]
    rule: str = ""

    @property
    def total(self) -> Fraction:
        return sum(self.points.values(), Fraction(0))


def problems(rubric: Rubric, points: Points) -> list[str]:
    """The criteria that have no points yet, or points that their scale does not have."""
    return [one.id for one in rubric.criteria if not 0 <= points.get(one.id, -1) <= one.top]


def passes(rubric: Rubric, points: Mapping[str, Fraction] | Points, *, kept: Fraction = Fraction(1)) -> bool:
    """Enough points in all, after late days, and no criterion below what it needs."""
    total = sum((Fraction(value) for value in points.values()), Fraction(0)) * kept
    enough = all(points.get(one.id, 0) >= one.needs for one in rubric.criteria)
    return enough and total >= rubric.pass_points


def disagreements(rubric: Rubric, first: Points, second: Points) -> list[str]:
    """The criteria that lie further apart than the rubric allows; all of them where only one of the two passes it."""
    apart = [one.id for one in rubric.criteria if abs(first[one.id] - second[one.id]) > rubric.within]
    if not apart and passes(rubric, first) != passes(rubric, second):
        apart = [one.id for one in rubric.criteria if first[one.id] != second[one.id]]
    return apart


def settle(rubric: Rubric, ratings: Sequence[Points], *, wanted: int) -> Outcome:
    """One rating stands as it is; two that agree are averaged; of three the middle counts for each criterion."""
    names = [one.id for one in rubric.criteria]
    if len(ratings) < wanted:
        return Outcome("wait", {})
    if wanted == 1 and len(ratings) < THIRD:
        return Outcome("decided", {name: Fraction(ratings[0][name]) for name in names}, "one rater")
    if len(ratings) >= THIRD:
        middle = {name: Fraction(median(Fraction(one[name]) for one in ratings[:THIRD])) for name in names}
        return Outcome("decided", middle, "median of three raters")
    first, second = ratings[:2]
    if disagreements(rubric, first, second):
        return Outcome("third", {})
    mean = {name: Fraction(first[name] + second[name], 2) for name in names}
    return Outcome("decided", mean, "mean of two raters")


def kept_of_late(late: Late | None, *, due_at: datetime | None, handed_in_at: datetime) -> Fraction:
    """What is left of the points: 1 in time, less for each begun day, never below nothing."""
    if late is None or due_at is None or handed_in_at <= due_at:
        return Fraction(1)
    days = math.ceil((handed_in_at - due_at) / timedelta(days=1))
    return max(Fraction(0), 1 - days * Fraction(repr(late.per_day)))


def words_in(text: str) -> int:
    """Runs of characters between blanks: what a person would count."""
    return len(text.split())
