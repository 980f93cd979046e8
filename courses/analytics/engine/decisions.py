"""How surely a test decides: would the same people pass and fail on a second form?

S. A. Livingston, C. Lewis, "Estimating the consistency and accuracy of classifications based on test scores", Journal of
Educational Measurement 32 (1995), 179–197: an effective number of questions makes the scores binomial, also with partial
credit; true shares follow a beta distribution; two forms are two draws from each person's share. Their distribution with
two parameters is used, whose bounds are 0 and 1. The measurement error at the cut is Lord's, √(c(n − c)/(n − 1)).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from courses.analytics.engine.items import LOOK_FROM


@dataclass(frozen=True, slots=True)
class Decisions:
    """`agreement`: share of people decided alike twice; `kappa`: the same beyond chance; `cut_error` in questions."""

    n: int
    cut: int
    size: int
    agreement: float
    kappa: float | None
    cut_error: float

    @property
    def percent(self) -> int:
        """Of 100 people, those decided alike; rounded down."""
        return math.floor(self.agreement * 100)


def decisions(
    totals: Sequence[float], *, size: int, pass_share: float, alpha: float | None
) -> Decisions | None:
    """None under 100 people, and where scores or reliability do not vary: there is nothing to estimate from.

    `totals` are sums of shares, from 0 to `size` questions.
    """
    if alpha is None or not 0 < alpha < 1 or len(totals) < LOOK_FROM or size < 2:
        return None
    mean, variance = statistics.fmean(totals) / size, statistics.variance(totals) / size**2
    true_variance = alpha * variance
    spread = mean * (1 - mean) / true_variance - 1 if true_variance > 1e-12 else 0.0
    if spread <= 0:
        return None
    length = max(2, round((mean * (1 - mean) - true_variance) / (variance - true_variance)))
    agreement, passes = twice(length, _needed(pass_share, length), mean * spread, (1 - mean) * spread)
    by_chance = passes * passes + (1 - passes) * (1 - passes)
    kappa = (agreement - by_chance) / (1 - by_chance) if by_chance < 1 - 1e-9 else None
    cut = _needed(pass_share, size)
    return Decisions(len(totals), cut, size, agreement, kappa, math.sqrt(cut * (size - cut) / (size - 1)))


def twice(size: int, cut: int, a: float, b: float) -> tuple[float, float]:
    """Of two binomial scores from one share that is beta(a, b) distributed: the chance that both lie on one side of
    `cut`, and the chance that one passes."""
    ways = [math.log(math.comb(size, k)) for k in range(size + 1)]
    both = [_log_beta(a + k, b + 2 * size - k) - _log_beta(a, b) for k in range(2 * size + 1)]
    sides = (range(min(cut, size + 1)), range(cut, size + 1))
    alike = math.fsum(math.exp(ways[x] + ways[y] + both[x + y]) for side in sides for x in side for y in side)
    passes = math.fsum(math.exp(ways[x] + _log_beta(a + x, b + size - x) - _log_beta(a, b)) for x in sides[1])
    return min(1.0, alike), min(1.0, passes)


def _needed(share: float, size: int) -> int:
    """The least number of questions that is this share of all; 0.7 of 10 are 7, whatever the machine makes of 0.7."""
    return math.ceil(share * size - 1e-9)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
