"""Days before an end, in steps."""

from __future__ import annotations

import datetime as dt

STEPS = (90, 60, 30, 7)
GRACE = dt.timedelta(days=90)


def step_due(valid_until: dt.datetime, now: dt.datetime) -> int | None:
    """The step that `now` has reached (the smallest one), or None: too early, or over."""
    if now > valid_until:
        return None
    left = (valid_until - now) / dt.timedelta(days=1)
    reached = [step for step in STEPS if left <= step]
    return min(reached) if reached else None


def is_open(valid_until: dt.datetime, now: dt.datetime) -> bool:
    """Whether the short way of renewal is open: from 90 days before the end to 90 days after it."""
    return valid_until - dt.timedelta(days=STEPS[0]) <= now <= valid_until + GRACE
