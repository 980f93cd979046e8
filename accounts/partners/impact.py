"""What a suspension would touch: each app says its part, so that staff see it before they decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.partners.models import Partner


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """`what` and how many, what they are now, what becomes of them, and who can still act."""

    what: str
    count: int
    now: str
    after: str
    who: str


_sources: list[Callable[[Partner], list[ImpactLine]]] = []


def register_partner_impact(source: Callable[[Partner], list[ImpactLine]]) -> None:
    """Add an app's part, once, in `AppConfig.ready`. It reads in a fixed number of queries."""
    _sources.append(source)


def impact_of(partner: Partner) -> tuple[ImpactLine, ...]:
    return tuple(line for source in _sources for line in source(partner) if line.count)
