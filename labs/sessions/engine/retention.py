"""How long the words of a lab session are kept. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta


def kept_until(ended_at: datetime, *, days: int) -> datetime | None:
    """When the words of a session are forgotten; None where nothing is forgotten by itself (`days` is 0)."""
    return ended_at + timedelta(days=days) if days > 0 else None


def is_over(ended_at: datetime, *, days: int, now: datetime, is_disputed: bool) -> bool:
    """Whether the words may go: their time is over, and no review or appeal still looks at them."""
    until = kept_until(ended_at, days=days)
    return until is not None and until <= now and not is_disputed
