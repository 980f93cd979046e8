"""When the meetings of a series begin: weekly by the clock on the wall, so a change to summer time moves no meeting. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST = 200
LONGEST_SPAN = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Rule:
    """`at` on each of `weekdays` (Monday is 0), every `weeks` weeks from `first` on, until a day or a number is reached.

    Weeks begin on Monday, and the week of `first` is the first one. `until` is the last possible day.
    """

    first: date
    at: time
    weeks: int
    weekdays: frozenset[int]
    until: date | None = None
    count: int | None = None


class RuleError(Exception):
    """A rule that gives no series. `code` is one of: endless, too-many, too-long, none, bad."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def occurrences(rule: Rule) -> tuple[datetime, ...]:
    """The beginnings as wall-clock times without a zone, in order; at most MOST, within about three years."""
    if rule.weeks < 1 or not rule.weekdays or not rule.weekdays <= set(range(7)):
        raise RuleError("bad")
    if rule.until is None and rule.count is None:
        raise RuleError("endless")
    if rule.count is not None and rule.count > MOST:
        raise RuleError("too-many")
    monday = rule.first - timedelta(days=rule.first.weekday())
    found: list[datetime] = []
    week = 0
    while True:
        for weekday in sorted(rule.weekdays):
            day = monday + timedelta(weeks=week * rule.weeks, days=weekday)
            if day < rule.first:
                continue
            if (rule.until is not None and day > rule.until) or len(found) == rule.count:
                if not found:
                    raise RuleError("none")
                return tuple(found)
            if day - rule.first > LONGEST_SPAN:
                raise RuleError("too-long")
            if len(found) == MOST:
                raise RuleError("too-many")
            found.append(datetime.combine(day, rule.at))
        week += 1


def to_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clock in `zone` shows `local`.

    An hour that a change of the clock leaves out is read with the offset before it, one that comes twice is its first,
    as RFC 5545 §3.3.5 says.
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def to_local(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the clock in `zone` shows at `moment`, without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def moved(local: datetime, *, old: datetime, new: datetime) -> datetime:
    """Where a meeting of a series goes when one of them moves from `old` to `new`: as many days on, at the new time."""
    return datetime.combine(local.date() + (new.date() - old.date()), new.time())
