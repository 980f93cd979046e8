"""Timed work of other apps: when a person gets extra time, each app lengthens what of its own is under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Lengthen: TypeAlias = Callable[[int, int], None]
_others: list[Lengthen] = []


def register_timed_work(lengthen: Lengthen) -> None:
    """Add an app's part, once, in `AppConfig.ready`. It is called with the learner's id and the extra per cent,
    inside the transaction that grants them, and only ever adds time; safe to repeat."""
    if lengthen not in _others:
        _others.append(lengthen)


def lengthen_others(learner_id: int, extra_percent: int) -> None:
    """Let every other app lengthen what the learner has under way."""
    for lengthen in _others:
        lengthen(learner_id, extra_percent)
