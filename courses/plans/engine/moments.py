"""A moment of a plan: “week 2 Friday 17:00”, or a fixed “2026-03-06 17:00”. Times are local to the cohort. Pure.

Week 1 begins on the first day of teaching, whatever weekday that is; so “week 2 Friday” is the first Friday on or after the
eighth day, and no relative moment lies before the first day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MAX_WEEK = 104
_RELATIVE = re.compile(
    r"week\s+(?P<week>\d{1,3})[\s,]+(?P<day>[a-z]+)[\s,]+(?P<at>\d{1,2}:\d{2})\Z", re.IGNORECASE
)
_FIXED = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})[T\s]+(?P<at>\d{1,2}:\d{2})\Z")


class BadMoment(ValueError):
    """`code`: `shape`, `week`, `day` or `time`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Moment:
    """`week` counts from 1 and `weekday` from Monday as 0, where `day` is None; else the moment is fixed."""

    at: time
    week: int = 0
    weekday: int = 0
    day: date | None = None

    def __str__(self) -> str:
        clock = self.at.strftime("%H:%M")
        if self.day is not None:
            return f"{self.day.isoformat()} {clock}"
        return f"week {self.week} {DAYS[self.weekday]} {clock}"


def read_moment(text: str) -> Moment:
    """Raises BadMoment. Weekdays may be cut to three letters or more."""
    text = text.strip()
    found = _RELATIVE.match(text)
    if found is not None:
        week, name = int(found["week"]), found["day"].lower()
        if not 1 <= week <= MAX_WEEK:
            raise BadMoment("week")
        days = [n for n, day in enumerate(DAYS) if len(name) >= 3 and day.lower().startswith(name)]
        if len(days) != 1:
            raise BadMoment("day")
        return Moment(_clock(found["at"]), week=week, weekday=days[0])
    found = _FIXED.match(text)
    if found is None:
        raise BadMoment("shape")
    try:
        day = date.fromisoformat(found["day"])
    except ValueError:
        raise BadMoment("day") from None
    if not 2000 <= day.year <= 2199:
        raise BadMoment("day")
    return Moment(_clock(found["at"]), day=day)


def _clock(text: str) -> time:
    hour, minute = (int(part) for part in text.split(":"))
    try:
        return time(hour, minute)
    except ValueError:
        raise BadMoment("time") from None


def resolve(moment: Moment, first_day: date, zone: ZoneInfo) -> datetime:
    """The moment in a cohort that begins on `first_day`. An hour that the clocks skip is read as the hour after."""
    day = moment.day
    if day is None:
        begin = first_day + timedelta(weeks=moment.week - 1)
        day = begin + timedelta(days=(moment.weekday - begin.weekday()) % 7)
    local = datetime.combine(day, moment.at, tzinfo=zone)
    return local.astimezone(ZoneInfo("UTC")).astimezone(zone)


def relative(local: datetime, first_day: date) -> Moment:
    """The same moment counted from the first day; one before it stays fixed. `local` is in the cohort's zone."""
    day, at = local.date(), local.time().replace(second=0, microsecond=0, tzinfo=None)
    weeks, _rest = divmod((day - first_day).days, 7)
    if not 0 <= weeks < MAX_WEEK:
        return Moment(at, day=day)
    return Moment(at, week=weeks + 1, weekday=day.weekday())
