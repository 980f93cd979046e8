"""When somebody may write, and what an announcement is at a moment. Every moment is aware."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

BURST, BURST_SPAN = 6, timedelta(minutes=10)
DAILY, DAY = 30, timedelta(days=1)


class Closed(StrEnum):
    """Why a thread takes no more words; what was said can be read for ever."""

    ENDED = "ended"
    COHORT = "cohort"
    PAUSED = "paused"
    NOBODY = "nobody"


class AnnouncementState(StrEnum):
    PLANNED = "planned"
    OUT = "out"
    WITHDRAWN = "withdrawn"


def why_closed(*, is_ended: bool, is_over: bool, is_paused: bool, has_instructors: bool) -> Closed | None:
    """The first reason that holds; None while both sides may write."""
    reasons = {
        Closed.ENDED: is_ended,
        Closed.COHORT: is_over,
        Closed.PAUSED: is_paused,
        Closed.NOBODY: not has_instructors,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def free_again_at(written: Sequence[datetime], now: datetime) -> datetime | None:
    """When somebody who wrote at `written` may write again; None when they may now.

    At most `BURST` in ten minutes and `DAILY` in a day.
    """
    waits = [
        recent[-most] + span
        for most, span in ((BURST, BURST_SPAN), (DAILY, DAY))
        if len(recent := sorted(at for at in written if at > now - span)) >= most
    ]
    return max(waits, default=None)


def state_of(*, publish_at: datetime, withdrawn_at: datetime | None, now: datetime) -> AnnouncementState:
    """Withdrawn goes before planned: what was taken back never comes out."""
    if withdrawn_at is not None:
        return AnnouncementState.WITHDRAWN
    return AnnouncementState.PLANNED if publish_at > now else AnnouncementState.OUT
