"""Meters: how much of each budget is used, and which one is spent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WARN_AT = 0.8


@dataclass(frozen=True, slots=True)
class Meter:
    """One budget: `limit` 0 means none is set."""

    name: str
    used: float
    limit: float

    @property
    def is_spent(self) -> bool:
        """Nothing is left."""
        return bool(self.limit) and self.used >= self.limit

    @property
    def is_low(self) -> bool:
        """A fifth or less is left."""
        return bool(self.limit) and self.used >= WARN_AT * self.limit


def spent(meters: Iterable[Meter]) -> tuple[str, ...]:
    """Names of the budgets that are used up."""
    return tuple(m.name for m in meters if m.is_spent)


def estimate_tokens(text: str) -> int:
    """A local count for endpoints that report no usage: a quarter of the bytes, rounded up, never below the words."""
    return max(-(-len(text.encode("utf-8", "replace")) // 4), len(text.split()))
