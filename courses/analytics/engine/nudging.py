"""What became of a nudge: the learner came back within the days one waits, came back later, or has not been here. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WAIT_DAYS = 7


class Outcome(StrEnum):
    WAITING = "waiting"
    BACK = "back"
    LATER = "later"
    NOT_BACK = "not-back"


@dataclass(frozen=True)
class Verdict:
    """`days` are whole days: until the return, or since the nudge."""

    outcome: Outcome
    days: int


def verdict(*, sent_at: datetime, returned_at: datetime | None, now: datetime) -> Verdict:
    """The outcome at a moment. A return counts from the nudge on; a visit before it is none."""
    if returned_at is not None and sent_at < returned_at <= now:
        days = (returned_at - sent_at) // timedelta(days=1)
        return Verdict(Outcome.BACK if days < WAIT_DAYS else Outcome.LATER, days)
    days = max((now - sent_at) // timedelta(days=1), 0)
    return Verdict(Outcome.WAITING if days < WAIT_DAYS else Outcome.NOT_BACK, days)


def may_nudge(*, last_sent_at: datetime | None, now: datetime) -> bool:
    """At most one nudge in two days, whoever sends it: more is pressure, not help."""
    return last_sent_at is None or now - last_sent_at >= timedelta(days=2)
