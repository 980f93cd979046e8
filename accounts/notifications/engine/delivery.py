"""Which way a notification takes, and when. `now` and every moment are aware; zones are IANA names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DIGEST_HOUR = 8


class Channel(StrEnum):
    """How a kind reaches a person; the tray always has it."""

    NOW = "now"
    DIGEST = "digest"
    TRAY = "tray"


def channel_for(
    *, is_essential: bool, default: Channel, chosen: Channel | None, has_digest: bool = True
) -> Channel:
    """What is essential comes at once; else what the person chose; who wants no digest finds it in the tray."""
    if is_essential:
        return Channel.NOW
    channel = chosen or default
    return Channel.TRAY if channel is Channel.DIGEST and not has_digest else channel


@dataclass(frozen=True, slots=True)
class Due:
    """The last moment at which a digest was due: `day` is the person's own day, `at` is in UTC."""

    day: date
    at: datetime


def last_due(*, now: datetime, zone: ZoneInfo, hour: int = DIGEST_HOUR) -> Due:
    """The newest day whose `hour` has struck in `zone`.

    An hour that a clock change leaves out strikes when the clock jumps over it; one that comes twice strikes the first time.
    """
    today = now.astimezone(zone).date()
    for back in range(3):
        day = today - timedelta(days=back)
        at = datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)
        if at <= now:
            return Due(day=day, at=at)
    raise ValueError(f"no digest was ever due in {zone}")  # pragma: no cover - a day is at most 26 hours long


def is_quiet(*, hour: int, start: int, end: int) -> bool:
    """Whether `hour` lies from `start` up to `end`, over midnight if need be; equal hours are no quiet at all."""
    return start <= hour < end if start < end else (start != end and (hour >= start or hour < end))


def quiet_until(*, now: datetime, zone: ZoneInfo, start: int | None, end: int | None) -> datetime | None:
    """When the quiet hours that `now` lies in are over, in UTC; None outside of them or where none are set."""
    if start is None or end is None:
        return None
    here = now.astimezone(zone)
    if not is_quiet(hour=here.hour, start=start, end=end):
        return None
    day = here.date() if here.hour < end else here.date() + timedelta(days=1)
    over = datetime.combine(day, time(end), tzinfo=zone).astimezone(UTC)
    return over if over > now else None
