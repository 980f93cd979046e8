"""Item statistics: difficulty, discrimination, distractors, reliability, drift, and the flags that follow.

Pure Python on small matrices: a learner's first attempt is a row, a question a column, a share of points a cell;
cells stay empty where the form had no such question.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

LOOK_FROM, FIRM_FROM = 100, 200
QUARTER = timedelta(days=91)
SLOW = 180.0


@dataclass(frozen=True, slots=True)
class Taken:
    """One learner's first attempt: when, the share of each question on the form, what was chosen, how long it took.

    `seconds` runs from one saved answer to the next: an estimate, because a learner may have read ahead.
    """

    at: datetime
    shares: Mapping[str, float]
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Distractor:
    """One option: how many took it, of how many, and how its takers did in the rest of the quiz (r)."""

    option: str
    count: int
    share: float
    rest_r: float | None


@dataclass(frozen=True, slots=True)
class ItemFigures:
    key: str
    n: int
    p: float | None
    rest_r: float | None
    distractors: tuple[Distractor, ...]
    drift: float | None
    seconds: float | None
    flags: tuple[str, ...]

    @property
    def standing(self) -> Literal["few", "provisional", "firm"]:
        """How far the flags can be relied on: they do not speak under 100 answers and are firm from 200."""
        if self.n < LOOK_FROM:
            return "few"
        return "firm" if self.n >= FIRM_FROM else "provisional"


@dataclass(frozen=True, slots=True)
class QuizFigures:
    """`alpha` is exact where all sit one form; where forms are drawn it is an estimate from the items shown."""

    n: int
    mean: float | None
    sd: float | None
    alpha: float | None
    sem: float | None
    items: tuple[ItemFigures, ...]


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's r; None where one side does not vary or fewer than three pairs are there."""
    n = len(xs)
    if n < 3:
        return None
    mean_x, mean_y = math.fsum(xs) / n, math.fsum(ys) / n
    var_x = math.fsum((x - mean_x) ** 2 for x in xs)
    var_y = math.fsum((y - mean_y) ** 2 for y in ys)
    if var_x < 1e-12 or var_y < 1e-12:
        return None
    both = math.fsum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return both / math.sqrt(var_x * var_y)


def figures(
    taken: Sequence[Taken],
    *,
    now: datetime,
    keys: Mapping[str, frozenset[str]],
    options: Mapping[str, Sequence[str]] | None = None,
) -> QuizFigures:
    """All figures of one quiz. `keys` names the right options of choice questions, `options` all of them, so that one
    that nobody takes stands in the distractor table too."""
    every = options or {}
    totals = [math.fsum(row.shares.values()) for row in taken]
    names = sorted({key for row in taken for key in row.shares})
    items = tuple(
        _item(key, taken, totals, now=now, right=keys.get(key, frozenset()), options=every.get(key, ()))
        for key in names
    )
    sd = statistics.stdev(totals) if len(totals) > 1 else None
    alpha = _alpha(taken, totals, names)
    sem = sd * math.sqrt(max(0.0, 1 - alpha)) if sd is not None and alpha is not None else None
    return QuizFigures(len(taken), math.fsum(totals) / len(totals) if totals else None, sd, alpha, sem, items)


def _item(
    key: str,
    taken: Sequence[Taken],
    totals: Sequence[float],
    *,
    now: datetime,
    right: frozenset[str],
    options: Sequence[str],
) -> ItemFigures:
    rows = [(row, total) for row, total in zip(taken, totals, strict=True) if key in row.shares]
    scores = [row.shares[key] for row, _ in rows]
    rests = [total - row.shares[key] for row, total in rows]
    p = math.fsum(scores) / len(scores) if scores else None
    rest_r = correlation(scores, rests)
    distractors = _distractors(key, [row for row, _ in rows], rests, options)
    drift = _drift([(row.at, row.shares[key]) for row, _ in rows], now)
    times = [row.seconds[key] for row, _ in rows if key in row.seconds]
    seconds = statistics.median(times) if times else None
    flags = _flags(len(rows), p, rest_r, distractors, drift, right)
    if len(times) >= LOOK_FROM and seconds is not None and seconds > SLOW:
        flags = (*flags, "slow")
    return ItemFigures(key, len(rows), p, rest_r, distractors, drift, seconds, flags)


def _distractors(
    key: str, rows: Sequence[Taken], rests: Sequence[float], options: Sequence[str]
) -> tuple[Distractor, ...]:
    counts = Counter(option for row in rows for option in row.chosen.get(key, ()))
    found = []
    for option in sorted({*counts, *options}):
        took = [float(option in row.chosen.get(key, ())) for row in rows]
        found.append(Distractor(option, counts[option], counts[option] / len(rows), correlation(took, rests)))
    return tuple(found)


def _drift(scores: Sequence[tuple[datetime, float]], now: datetime) -> float | None:
    """Difficulty of the last quarter minus that of the quarter before; None under 50 answers in either."""
    new = [score for at, score in scores if at > now - QUARTER]
    old = [score for at, score in scores if now - 2 * QUARTER < at <= now - QUARTER]
    if len(new) < 50 or len(old) < 50:
        return None
    return math.fsum(new) / len(new) - math.fsum(old) / len(old)


def _flags(
    n: int,
    p: float | None,
    rest_r: float | None,
    distractors: Sequence[Distractor],
    drift: float | None,
    right: frozenset[str],
) -> tuple[str, ...]:
    """The rules of the assessment paper; none of them speaks under 100 answers."""
    if n < LOOK_FROM or p is None:
        return ()
    found = []
    if p < 0.25:
        found.append("too_hard")
    if p > 0.95:
        found.append("too_easy")
    if rest_r is not None and rest_r < 0.15:
        found.append("stop" if rest_r < 0 else "rest" if rest_r < 0.05 else "review")
    if right:
        wrong = [one for one in distractors if one.option not in right]
        if any(one.share < 0.05 for one in wrong):
            found.append("idle_distractor")
        if any(one.rest_r is not None and one.rest_r > 0 for one in wrong):
            found.append("distractor_of_the_strong")
    if drift is not None and abs(drift) > 0.10:
        found.append("drift")
    return tuple(found)


def _alpha(taken: Sequence[Taken], totals: Sequence[float], names: Sequence[str]) -> float | None:
    """Cronbach's alpha (KR-20 where every cell is 0 or 1)."""
    sizes = {len(row.shares) for row in taken}
    if len(taken) < 3 or len(sizes) != 1 or (size := sizes.pop()) < 2:
        return None
    total_variance = statistics.variance(totals)
    if total_variance < 1e-12:
        return None
    parts = 0.0
    for key in names:
        scores = [row.shares[key] for row in taken if key in row.shares]
        if len(scores) > 1:
            parts += statistics.variance(scores) * len(scores) / len(taken)
    return size / (size - 1) * (1 - parts / total_variance)
