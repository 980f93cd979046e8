"""Scores of a sitting with their bands, the calibration, and the change between two sittings with its uncertainty.

Scale: points earned of points possible, 0 to 100. Until a pilot has measured them, three planned values stand in
(docs/decisions/0060): the spread of one situation's score, and the reliability of three and of twenty-four.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.diagnostics.engine.specs import DiagnosticFile, Situation


ITEM_SD = 38.0
"""The standard deviation of one situation's score (0, 50 or 100) within a person."""
RELIABILITY_OF_THREE = 0.27
Z80, Z95 = 1.2816, 1.9600
LEVELS = (("F", -1.2), ("P", -0.2), ("S", 0.9))
GUESSING = 0.2


@dataclass(frozen=True, slots=True)
class Given:
    """What was chosen (1 to 4, None: nothing) and how sure the learner was (per cent, None: not said)."""

    option: int | None
    sure: int | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A score with its 80 % band, all between 0 and 100. `count` is the number of situations behind it."""

    name: str
    score: float
    low: float
    high: float
    error: float
    count: int


class Change(StrEnum):
    CLEAR_GAIN = "clear_gain"
    LIKELY_GAIN = "likely_gain"
    NO_CLEAR_CHANGE = "no_clear_change"
    LIKELY_DECLINE = "likely_decline"
    CLEAR_DECLINE = "clear_decline"


@dataclass(frozen=True, slots=True)
class Shift:
    """The change of a score: between `low` and `high` with 80 % certainty."""

    name: str
    change: Change
    delta: float
    low: float
    high: float
    needed: float


class Lean(StrEnum):
    TOO_SURE = "too_sure"
    ABOUT_RIGHT = "about_right"
    TOO_UNSURE = "too_unsure"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Point:
    """Answers of one step of confidence: how many, and how many of them were the best act."""

    sure: int
    count: int
    best: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Mean confidence minus the share of best acts, in points of 100."""

    count: int
    sure: float
    best: float
    index: float
    lean: Lean
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    total: Band
    clusters: tuple[Band, ...]
    competencies: tuple[Band, ...]
    calibration: Calibration
    harmful: tuple[str, ...]
    """The competencies in which a harmful act was chosen."""
    is_separable: bool
    """Whether any two competencies differ by more than chance would have them."""


def item_score(item: Situation, given: Given | None) -> float:
    """0, 50 or 100. A situation that was seen and not answered earns nothing."""
    return item.points(given.option if given else None) * 50.0


def profile_of(form: DiagnosticFile, seen: Sequence[str], answers: Mapping[str, Given]) -> Profile:
    """The profile of one sitting, over the situations that the learner saw."""
    items = [item for item in form.items if item.id in set(seen)]
    total = _band("total", items, answers)
    clusters = [
        _band(name, [item for item in items if item.competency in group], answers)
        for name, group in form.clusters.items()
    ]
    competencies = [
        _drawn_in(_band(name, [item for item in items if item.competency == name], answers), total)
        for name in form.competencies
    ]
    filled = [band for band in competencies if band.count]
    harmful = dict.fromkeys(item.competency for item in items if _is_harmful(item, answers.get(item.id)))
    return Profile(
        total=total,
        clusters=tuple(band for band in clusters if band.count),
        competencies=tuple(filled),
        calibration=calibration_of(items, answers, form.confidence.steps),
        harmful=tuple(harmful),
        is_separable=any(_lies_lower(one, other) for one in filled for other in filled),
    )


def _is_harmful(item: Situation, given: Given | None) -> bool:
    return given is not None and bool(given.option) and item.options[(given.option or 1) - 1].harmful


def _band(name: str, items: Sequence[Situation], answers: Mapping[str, Given]) -> Band:
    if not items:
        return Band(name, 0, 0, 100, 100, 0)
    score = math.fsum(item_score(item, answers.get(item.id)) for item in items) / len(items)
    return _banded(name, score, ITEM_SD / math.sqrt(len(items)), len(items))


def _banded(name: str, score: float, error: float, count: int) -> Band:
    low, high = max(0.0, score - Z80 * error), min(100.0, score + Z80 * error)
    return Band(name, score, low, high, error, count)


def reliability_of(count: int) -> float:
    """Spearman and Brown: the reliability of `count` situations, from the planned one of three."""
    length = count / 3
    return length * RELIABILITY_OF_THREE / (1 + (length - 1) * RELIABILITY_OF_THREE)


def _drawn_in(own: Band, total: Band) -> Band:
    """Kelley: the few situations of one competency are believed as far as they are reliable, the whole for the rest."""
    if not own.count:
        return own
    r = reliability_of(own.count)
    score = r * own.score + (1 - r) * total.score
    error = math.hypot(math.sqrt(r) * own.error, (1 - r) * total.error)
    return _banded(own.name, score, error, own.count)


def _lies_lower(one: Band, other: Band) -> bool:
    """With 80 % certainty. What both owe to the person's total is the same in both and falls out."""
    error = math.hypot(
        *(math.sqrt(reliability_of(b.count)) * ITEM_SD / math.sqrt(b.count) for b in (one, other))
    )
    return other.score - one.score > Z80 * error


def calibration_of(
    items: Iterable[Situation], answers: Mapping[str, Given], steps: Sequence[int]
) -> Calibration:
    """Only answers with a stated confidence count."""
    said: list[tuple[int, bool]] = []
    for item in items:
        given = answers.get(item.id)
        if given is not None and given.option and given.sure is not None:
            said.append((given.sure, item.points(given.option) == 2))
    if not said:
        return Calibration(0, 0, 0, 0, Lean.UNKNOWN, ())
    count = len(said)
    sure = math.fsum(value for value, _ in said) / count
    best = 100 * sum(is_best for _, is_best in said) / count
    share = min(max(best / 100, 0.5 / count), 1 - 0.5 / count)
    error = 100 * math.sqrt(share * (1 - share) / count)
    index = sure - best
    lean = (
        Lean.UNKNOWN
        if count < 6
        else Lean.ABOUT_RIGHT
        if abs(index) <= Z80 * error
        else Lean.TOO_SURE
        if index > 0
        else Lean.TOO_UNSURE
    )
    points = [
        Point(step, len(at), sum(at))
        for step in steps
        if (at := [is_best for value, is_best in said if value == step])
    ]
    return Calibration(count, sure, best, index, lean, tuple(points))


def shift_of(before: Band, after: Band) -> Shift:
    """The change from one sitting to the other, in words that its uncertainty allows."""
    error = math.hypot(before.error, after.error)
    delta = after.score - before.score
    size = abs(delta)
    if size >= Z95 * error:
        change = Change.CLEAR_GAIN if delta > 0 else Change.CLEAR_DECLINE
    elif size >= Z80 * error:
        change = Change.LIKELY_GAIN if delta > 0 else Change.LIKELY_DECLINE
    else:
        change = Change.NO_CLEAR_CHANGE
    return Shift(after.name, change, delta, delta - Z80 * error, delta + Z80 * error, Z95 * error)


def shifts_of(before: Sequence[Band], after: Sequence[Band]) -> list[Shift]:
    """The change of every score that both sittings have."""
    earlier = {band.name: band for band in before}
    return [shift_of(earlier[band.name], band) for band in after if band.name in earlier]


def level_marks() -> dict[str, float]:
    """The score to expect of a person who does the best act in 65 of 100 situations planned for a level."""
    marks = {}
    for name, difficulty in LEVELS:
        person = difficulty + math.log(0.65 / 0.35)
        chances = [1 / (1 + math.exp(b - person)) for _, b in LEVELS]
        marks[name] = 100 * (GUESSING + (1 - GUESSING) * math.fsum(chances) / len(chances))
    return marks


def level_of(band: Band) -> str:
    """The highest level whose mark lies below the middle of the band; empty below the first."""
    reached = [name for name, mark in level_marks().items() if band.score >= mark]
    return reached[-1] if reached else ""


def advice_of(profile: Profile, limit: int = 3) -> tuple[str, ...]:
    """The competencies to study first: where a harmful act was chosen, then the lowest ones below level P."""
    mark = level_marks()["P"]
    low = sorted((band for band in profile.competencies if band.score < mark), key=lambda band: band.score)
    return tuple(dict.fromkeys([*profile.harmful, *(band.name for band in low)]))[:limit]
