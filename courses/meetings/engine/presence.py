"""What somebody's presence at a meeting is called, and how much contact time it makes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GRACE = timedelta(minutes=10)
ENOUGH = 80  # hundredths of the meeting that count as having been there, where only minutes are known
DOORS_OPEN = timedelta(minutes=15)


class Status(StrEnum):
    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left-early"
    EXCUSED = "excused"
    ABSENT = "absent"


IN_PART = frozenset({Status.LATE, Status.LEFT_EARLY})
THERE = IN_PART | {Status.PRESENT}


@dataclass(frozen=True)
class Presence:
    """`minutes` is None where the status says all: the whole meeting, or nothing of it."""

    status: Status
    minutes: int | None = None


def contact_minutes(status: str, minutes: int | None, length: int) -> int:
    """Minutes of contact that a record counts for; `length` is the meeting's. Never more than the meeting was long."""
    if status not in THERE:
        return 0
    return length if minutes is None else min(minutes, length)


def at_check_in(now: datetime, starts_at: datetime, ends_at: datetime) -> Presence:
    """Somebody who checks in: present up to GRACE after the start, later on late with the minutes that are left."""
    if now <= starts_at + GRACE:
        return Presence(Status.PRESENT)
    return Presence(Status.LATE, max(1, whole_minutes(ends_at - now)))


def from_stays(
    stays: Iterable[tuple[datetime, datetime]], starts_at: datetime, ends_at: datetime
) -> Presence:
    """From the times somebody was in a call: overlaps count once, what lies outside the meeting does not count."""
    inside = sorted(
        (max(begin, starts_at), min(end, ends_at))
        for begin, end in stays
        if begin < ends_at and end > starts_at
    )
    if not inside:
        return Presence(Status.ABSENT)
    minutes = whole_minutes(_covered(inside))
    first, last = inside[0][0], max(end for _begin, end in inside)
    if first > starts_at + GRACE:
        return Presence(Status.LATE, max(1, minutes))
    if last < ends_at - GRACE:
        return Presence(Status.LEFT_EARLY, max(1, minutes))
    return Presence(Status.PRESENT, max(1, minutes))


def from_minutes(minutes: int, length: int) -> Presence:
    """From minutes alone: four fifths of the meeting are present, less is a part of it, nothing is absent."""
    if minutes <= 0:
        return Presence(Status.ABSENT)
    if minutes * 100 >= length * ENOUGH:
        return Presence(Status.PRESENT, min(minutes, length))
    return Presence(Status.LEFT_EARLY, minutes)


def _covered(stays: Sequence[tuple[datetime, datetime]]) -> timedelta:
    total, reached = timedelta(0), stays[0][0]
    for begin, end in stays:
        if end > reached:
            total += end - max(begin, reached)
            reached = end
    return total


def whole_minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


@dataclass(frozen=True)
class Record:
    """One current record of one learner: the meeting's length in minutes with what was recorded."""

    status: str
    minutes: int | None
    length: int


@dataclass(frozen=True)
class Summary:
    """Of one learner: meetings that were held, how many of them they came to, and minutes of contact."""

    held: int
    there: int
    excused: int
    absent: int
    unrecorded: int
    minutes: int
    possible: int

    @property
    def hours(self) -> str:
        """The contact time as `3:05`."""
        return f"{self.minutes // 60}:{self.minutes % 60:02d}"

    @property
    def share(self) -> int | None:
        """Of the meetings that count (held, recorded, not excused), in hundredths; None where none counts."""
        counted = self.there + self.absent
        return self.there * 100 // counted if counted else None


def summarise(records: Iterable[Record], lengths: Sequence[int]) -> Summary:
    """`lengths` holds the length of every meeting that was held, `records` what is known of this learner there."""
    known = list(records)
    there = sum(one.status in THERE for one in known)
    excused = sum(one.status == Status.EXCUSED for one in known)
    absent = sum(one.status == Status.ABSENT for one in known)
    return Summary(
        held=len(lengths),
        there=there,
        excused=excused,
        absent=absent,
        unrecorded=len(lengths) - len(known),
        minutes=sum(contact_minutes(one.status, one.minutes, one.length) for one in known),
        possible=sum(lengths),
    )
