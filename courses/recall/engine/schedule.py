"""When a retrieval question comes back: two, seven and twenty-one days after the lesson was read. Pure.

A right answer takes the question to its next return, and the gap never shrinks for somebody who comes late.
A wrong one brings it back after two days, a skipped one the next day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

RETURNS = (timedelta(days=2), timedelta(days=7), timedelta(days=21))
AFTER_WRONG = timedelta(days=2)
AFTER_SKIP = timedelta(days=1)
AT_ONCE = 5


class Outcome(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    SKIPPED = "skipped"


@dataclass(frozen=True, order=True)
class Try:
    """One answer given when a question came back."""

    at: datetime
    outcome: Outcome


@dataclass(frozen=True, order=True)
class Due:
    """A question that waits, since when, and how many of its returns lie behind it."""

    since: datetime
    activity: str
    question: str
    behind: int = 0


def next_return(read_at: datetime, tries: Iterable[Try]) -> tuple[datetime, int] | None:
    """When the question comes back and how many returns lie behind it; None after the last one."""
    behind = 0
    due = read_at + RETURNS[0]
    for one in sorted(tries):
        if one.outcome is Outcome.RIGHT:
            behind += 1
            if behind == len(RETURNS):
                return None
            due = max(read_at + RETURNS[behind], one.at + RETURNS[behind] - RETURNS[behind - 1])
        else:
            due = one.at + (AFTER_WRONG if one.outcome is Outcome.WRONG else AFTER_SKIP)
    return due, behind


def due_now(questions: Iterable[tuple[str, str, datetime, Sequence[Try]]], now: datetime) -> tuple[Due, ...]:
    """Of (activity, question, when its lesson was read, tries): what waits at `now`, longest waiting first."""
    found = []
    for activity, question, read_at, tries in questions:
        coming = next_return(read_at, tries)
        if coming is not None and coming[0] <= now:
            found.append(Due(coming[0], activity, question, coming[1]))
    return tuple(sorted(found))


def warm_up(due: Sequence[Due], answered_today: int) -> tuple[Due, ...]:
    """A short one: five questions a day at most, the others wait."""
    return tuple(due[: max(0, AT_ONCE - answered_today)])
