"""From which day a person needs two factors. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def factor_due(required_from: Iterable[date], *, has_factor: bool) -> date | None:
    """The first day on which one of their partners asks for it; None for who has a second factor or need not have one."""
    return None if has_factor else min(required_from, default=None)


def is_shut(due: date | None, today: date) -> bool:
    """Whether pages of partners wait for the second factor."""
    return due is not None and due <= today
