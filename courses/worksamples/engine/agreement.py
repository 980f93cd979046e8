"""How far two raters agree: exact, adjacent, and kappa with quadratic weights. Small numbers say nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FLOOR = 20
FIRM = 50
FLAG_BELOW = 0.60

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """`kappa` is None below `FLOOR` pairs, and where both raters always said the same one thing."""

    n: int
    exact: int
    adjacent: int
    kappa: float | None

    @property
    def exact_percent(self) -> int:
        return round(100 * self.exact / self.n) if self.n else 0

    @property
    def adjacent_percent(self) -> int:
        return round(100 * self.adjacent / self.n) if self.n else 0

    @property
    def is_firm(self) -> bool:
        return self.n >= FIRM

    @property
    def is_flagged(self) -> bool:
        """The rubric or the training of its raters is looked at; no mark is held back."""
        return self.kappa is not None and self.kappa < FLAG_BELOW


def weighted_kappa(pairs: Sequence[Pair], top: int) -> float | None:
    """Cohen's kappa with quadratic weights over the points 0 … `top`; None where nothing varies."""
    n = len(pairs)
    firsts, seconds = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    levels = range(top + 1)
    seen = sum((a - b) ** 2 for a, b in pairs) / n if n else 0.0
    by_chance = (
        sum((a - b) ** 2 * firsts[a] * seconds[b] for a in levels for b in levels) / n**2 if n else 0.0
    )
    return None if by_chance == 0 else 1 - seen / by_chance


def agreement(pairs: Sequence[Pair], top: int) -> Agreement:
    """The figures for one criterion."""
    kappa = weighted_kappa(pairs, top) if len(pairs) >= FLOOR else None
    return Agreement(
        n=len(pairs),
        exact=sum(a == b for a, b in pairs),
        adjacent=sum(abs(a - b) <= 1 for a, b in pairs),
        kappa=None if kappa is None else round(kappa, 3),
    )


def pairs_of(rated: Iterable[tuple[Mapping[str, int], Mapping[str, int]]], criterion: str) -> list[Pair]:
    """The points that the first and the second rater gave for one criterion."""
    return [(a[criterion], b[criterion]) for a, b in rated if criterion in a and criterion in b]
