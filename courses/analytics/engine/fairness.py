"""Differential item functioning: do equally able people of two groups find a question equally hard?

N. Mantel, W. Haenszel, "Statistical aspects of the analysis of data from retrospective studies of disease", Journal of
the National Cancer Institute 22 (1959), 719–748; the variance of the log odds ratio is that of J. Robins, N. Breslow and
S. Greenland, Biometrics 42 (1986), 311–323. Size in the delta scale of ETS, −2.35 ln α, and its classes A, B and C after
R. Zwick, "A review of ETS differential item functioning assessment procedures", ETS RR-12-08 (2012).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from courses.analytics.engine.items import LOOK_FROM, Taken

FULL = 1 - 1e-9
BANDS = 20  # people are alike whose shares of the whole test lie in one twentieth


@dataclass(frozen=True, slots=True)
class Pooled:
    """The common odds ratio of several 2 × 2 tables and the standard error of its logarithm."""

    ratio: float
    log_error: float


@dataclass(frozen=True, slots=True)
class ItemGap:
    """One question: `delta` below zero is harder for the group than for equally able others.

    `grade` is A (negligible), B (moderate) or C (large). `n` counts the answers of the smaller side.
    """

    key: str
    n: int
    delta: float
    error: float
    grade: str


def mantel_haenszel(tables: Iterable[tuple[float, float, float, float]]) -> Pooled | None:
    """From tables (right here, wrong here, right there, wrong there); None where one side decides nothing."""
    r_sum = s_sum = pr = mixed = qs = 0.0
    for a, b, c, d in tables:
        n = a + b + c + d
        if n == 0:
            continue
        r, s, p, q = a * d / n, b * c / n, (a + d) / n, (b + c) / n
        r_sum, s_sum = r_sum + r, s_sum + s
        pr, mixed, qs = pr + p * r, mixed + p * s + q * r, qs + q * s
    if r_sum == 0 or s_sum == 0:
        return None
    variance = pr / (2 * r_sum**2) + mixed / (2 * r_sum * s_sum) + qs / (2 * s_sum**2)
    return Pooled(r_sum / s_sum, math.sqrt(variance))


def gaps(group: Sequence[Taken], others: Sequence[Taken]) -> list[ItemGap]:
    """Each question that at least 100 people of both sides answered, by its key. Full points count as right.

    People are matched on their share of the test, the question included. As ETS does, the first look finds questions of
    class C, and a second one matches without them: an unfair question must not make fair ones look unfair.
    """
    first = _look(group, others, frozenset())
    large = frozenset(one.key for one in first if one.grade == "C")
    return _look(group, others, large) if large else first


def _look(group: Sequence[Taken], others: Sequence[Taken], left_out: frozenset[str]) -> list[ItemGap]:
    tables: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0] * 4))
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for side, rows in enumerate((group, others)):
        for row in rows:
            kept = [share for key, share in row.shares.items() if key not in left_out]
            total = math.fsum(kept)
            for key, share in row.shares.items():
                extra = key in left_out
                band = round(BANDS * (total + share * extra) / (len(kept) + extra))
                tables[key][band][2 * side + (share < FULL)] += 1
                counts[key][side] += 1
    found = []
    for key in sorted(tables):
        pooled = mantel_haenszel((a, b, c, d) for a, b, c, d in tables[key].values())
        if min(counts[key]) >= LOOK_FROM and pooled is not None:
            found.append(_gap(key, min(counts[key]), pooled))
    return found


def _gap(key: str, n: int, pooled: Pooled) -> ItemGap:
    delta, error = 2.35 * math.log(pooled.ratio), 2.35 * pooled.log_error
    size = abs(delta)
    if size < 1 or size <= 1.96 * error:
        grade = "A"
    else:
        grade = "C" if size >= 1.5 and size - 1 > 1.645 * error else "B"
    return ItemGap(key, n, delta, error, grade)
