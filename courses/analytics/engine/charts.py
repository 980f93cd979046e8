"""The questions of a quiz as a drawing: how hard each is, and how well it separates. The table beside it says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from courses.analytics.engine.items import ItemFigures

LEFT, RIGHT, TOP, BOTTOM = 30.0, 350.0, 15.0, 175.0
LOW_R, HIGH_R = -0.2, 0.8


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str
    key: str
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class Scatter:
    """Dots in a box of 0 0 380 205; `limits` are the lines beyond which a flag speaks."""

    dots: tuple[Dot, ...]
    limits: tuple[str, ...]
    zero: str


def scatter(items: Sequence[ItemFigures]) -> Scatter | None:
    """Earned of 1 across, item-rest correlation upwards; None where no question has both."""
    dots = tuple(
        Dot(_shown(_x(item.p)), _shown(_y(item.rest_r)), item.key, bool(item.flags))
        for item in items
        if item.p is not None and item.rest_r is not None
    )
    if not dots:
        return None
    upright = tuple(f"M{_shown(_x(p))} {_shown(TOP)}V{_shown(BOTTOM)}" for p in (0.25, 0.95))
    flat = f"M{_shown(LEFT)} {_shown(_y(0.15))}H{_shown(RIGHT)}"
    return Scatter(dots, (*upright, flat), f"M{_shown(LEFT)} {_shown(_y(0))}H{_shown(RIGHT)}")


def _x(p: float) -> float:
    return LEFT + (RIGHT - LEFT) * p


def _y(r: float) -> float:
    inside = min(HIGH_R, max(LOW_R, r))
    return BOTTOM - (BOTTOM - TOP) * (inside - LOW_R) / (HIGH_R - LOW_R)


def _shown(value: float) -> str:
    return f"{value:.1f}"
