"""Agreement of a person with the rules, over points of 0, 1 and 2, with what can be said at this number of runs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

LEVELS = (0, 1, 2)
FLAG_BELOW = 0.80
ENOUGH = 50


@dataclass(frozen=True)
class Agreement:
    """`kappa` is None where it says nothing: no pairs, or one verdict only on both sides."""

    n: int
    agreed: int
    kappa: float | None
    error: float | None

    @property
    def share(self) -> float:
        return self.agreed / self.n if self.n else 0.0

    @property
    def is_flagged(self) -> bool:
        """Below .80 the rule is looked at. It never holds back a score."""
        return self.kappa is not None and self.kappa < FLAG_BELOW

    @property
    def is_enough(self) -> bool:
        return self.n >= ENOUGH


def agreement(pairs: Sequence[tuple[int, int]]) -> Agreement:
    """Cohen's kappa of (rule, person) pairs, with its large-sample standard error."""
    n = len(pairs)
    agreed = sum(rule == person for rule, person in pairs)
    if not n:
        return Agreement(0, 0, None, None)
    rules, people = Counter(rule for rule, _ in pairs), Counter(person for _, person in pairs)
    observed = agreed / n
    expected = sum(rules[level] * people[level] for level in LEVELS) / n**2
    if expected >= 1:
        return Agreement(n, agreed, None, None)
    kappa = (observed - expected) / (1 - expected)
    error = math.sqrt(observed * (1 - observed) / n) / (1 - expected)
    return Agreement(n, agreed, round(kappa, 3), round(error, 3))
