"""Questions of a bank that ask nearly the same: shared runs of four letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import combinations

ALIKE = 0.6
LIKE = 0.4


def grams(text: str) -> frozenset[str]:
    plain = re.sub(r"\W+", " ", text.lower())
    return frozenset(plain[at : at + 4] for at in range(len(plain) - 3))


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """From 0, nothing in common, to 1, the same."""
    shared = len(first & second)
    return shared / (len(first) + len(second) - shared) if shared else 0.0


def most_alike(texts: Mapping[str, str], *, above: float = LIKE) -> list[tuple[float, str, str]]:
    """Pairs of keys that are more alike than `above`, the closest first."""
    sets: Iterable[tuple[str, frozenset[str]]] = [(key, grams(text)) for key, text in texts.items()]
    found = (
        (likeness(one, other), first, second)
        for (first, one), (second, other) in combinations(sets, 2)
        if min(len(one), len(other)) > above * max(len(one), len(other))
    )
    return sorted((row for row in found if row[0] > above), reverse=True)
