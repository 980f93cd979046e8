"""Pairs of questions that hang together more than the skill they share explains: one may give the other away.

W. M. Yen's Q3 ("Effects of local item dependence on the fit and equating performance of the three-parameter logistic
model", Applied Psychological Measurement 8 (1984), 125–145): the correlation of two questions' residuals after a Rasch
model. Its expectation lies a little below 0, so a pair speaks when it is more than 0.2 above the mean of all pairs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.analytics.engine.items import LOOK_FROM, correlation

ABOVE_MEAN = 0.2
MOST = 600
ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions, how many people had both, and Q3."""

    first: str
    second: str
    n: int
    q3: float


@dataclass(frozen=True, slots=True)
class Dependence:
    """Every pair that 100 people had both of, strongest first; `mean` is None where there is none."""

    pairs: tuple[Pair, ...]
    mean: float | None

    @property
    def flagged(self) -> tuple[Pair, ...]:
        mean = self.mean
        return () if mean is None else tuple(one for one in self.pairs if one.q3 > mean + ABOVE_MEAN)


def difficulties(rows: Sequence[Mapping[str, float]]) -> tuple[dict[str, float], list[float]]:
    """The difficulty of each question and the skill of each row, in logits around 0: joint maximum likelihood.

    Rows and questions without a wrong or without a right answer have no finite estimate and must not be given. Joint
    estimates lie further out than the truth by about n / (n − 1) of n questions; residuals bear that.
    """
    cells = [(i, key, share) for i, row in enumerate(rows) for key, share in row.items()]
    keys = sorted({key for _i, key, _share in cells})
    skill, hard = [0.0] * len(rows), dict.fromkeys(keys, 0.0)
    for _round in range(ROUNDS):
        gap, weight = [0.0] * len(rows), [1e-9] * len(rows)
        for i, key, share in cells:
            p = expected(skill[i], hard[key])
            gap[i] += share - p
            weight[i] += p * (1 - p)
        skill = [now + _step(gap[i] / weight[i]) for i, now in enumerate(skill)]
        gaps, weights = dict.fromkeys(keys, 0.0), dict.fromkeys(keys, 1e-9)
        for i, key, share in cells:
            p = expected(skill[i], hard[key])
            gaps[key] += p - share
            weights[key] += p * (1 - p)
        hard = {key: now + _step(gaps[key] / weights[key]) for key, now in hard.items()}
        middle = math.fsum(hard.values()) / len(hard) if hard else 0.0
        hard = {key: value - middle for key, value in hard.items()}
    return hard, skill


def dependence(taken: Sequence[Mapping[str, float]]) -> Dependence:
    """Q3 of all pairs of questions, from the newest 600 rows at most."""
    rows = _inside(list(taken)[-MOST:])
    hard, skill = difficulties(rows)
    rest = [
        {key: share - expected(theta, hard[key]) for key, share in row.items()}
        for row, theta in zip(rows, skill, strict=True)
    ]
    keys, pairs = sorted(hard), []
    had = {key: {i for i, row in enumerate(rest) if key in row} for key in keys}
    for place, first in enumerate(keys):
        for second in keys[place + 1 :]:
            both = sorted(had[first] & had[second])
            if len(both) < LOOK_FROM:
                continue
            q3 = correlation([rest[i][first] for i in both], [rest[i][second] for i in both])
            if q3 is not None:
                pairs.append(Pair(first, second, len(both), q3))
    mean = math.fsum(one.q3 for one in pairs) / len(pairs) if pairs else None
    return Dependence(tuple(sorted(pairs, key=lambda one: (-one.q3, one.first, one.second))), mean)


def expected(skill: float, hard: float) -> float:
    """The share that a Rasch model expects."""
    return 1 / (1 + math.exp(-min(30.0, max(-30.0, skill - hard))))


def _inside(rows: Sequence[Mapping[str, float]]) -> list[Mapping[str, float]]:
    """Without the rows and questions that are all right or all wrong, which say nothing of differences."""
    kept: list[Mapping[str, float]] = list(rows)
    while True:
        low, high = dict[str, float](), dict[str, float]()
        for row in kept:
            for key, share in row.items():
                low[key], high[key] = min(low.get(key, 1.0), share), max(high.get(key, 0.0), share)
        varied = {key for key in low if low[key] < 1 and high[key] > 0}
        cut = [{key: share for key, share in row.items() if key in varied} for row in kept]
        found = [row for row in cut if 0 < math.fsum(row.values()) < len(row)]
        if len(found) == len(kept) and all(len(a) == len(b) for a, b in zip(found, kept, strict=True)):
            return kept
        kept = list(found)


def _step(size: float) -> float:
    return min(1.0, max(-1.0, size))
