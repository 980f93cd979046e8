"""Attendance from a video tool as CSV text: email with join and leave, or with minutes. Every problem has its line. Pure."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

MAX_ROWS = 5_000
MAX_CHARS = 1_000_000
_ALIASES = {
    "e-mail": "email",
    "mail": "email",
    "email address": "email",
    "user email": "email",
    "participant email": "email",
    "join time": "join",
    "joined": "join",
    "joined at": "join",
    "first join": "join",
    "start": "join",
    "leave time": "leave",
    "left": "leave",
    "left at": "leave",
    "last leave": "leave",
    "end": "leave",
    "duration": "minutes",
    "duration (minutes)": "minutes",
    "total duration (minutes)": "minutes",
    "time in session (minutes)": "minutes",
}
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\Z")
_MINUTES = re.compile(r"(\d{1,4})(?:[.,]\d{1,6})?\Z")
_SPAN = re.compile(r"(\d{1,2}):([0-5]\d):([0-5]\d)\Z")


@dataclass(frozen=True)
class CallRow:
    """One stay of one person: either `stay` (in UTC) or `minutes`."""

    line: int
    email: str
    stay: tuple[datetime, datetime] | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class CallError:
    """`line` counts from 1, as a spreadsheet does. `code` is for tests and translation, `value` what was read."""

    line: int
    code: str
    value: str = ""


@dataclass(frozen=True)
class CallSheet:
    rows: tuple[CallRow, ...]
    errors: tuple[CallError, ...]


def read_call(text: str, *, day: date, zone: ZoneInfo) -> CallSheet:
    """Read the sheet; a time of day alone is on `day`, a time without a zone is in `zone`. Never raises."""
    if len(text) > MAX_CHARS:
        return CallSheet((), (CallError(1, "too-long"),))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    first = text.lstrip("\n").split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    try:
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error:
        return CallSheet((), (CallError(max(1, reader.line_num), "unreadable"),))
    lines = [(number, cells) for number, cells in lines if any(cells)]
    if not lines:
        return CallSheet((), (CallError(1, "empty"),))
    names = [_ALIASES.get(cell.lower(), cell.lower()) for cell in lines[0][1]]
    problem = _missing(names)
    if problem:
        return CallSheet((), (CallError(lines[0][0], "no-column", problem),))
    if len(lines) == 1:
        return CallSheet((), (CallError(lines[0][0] + 1, "no-rows"),))
    return _rows(lines[1:], names, day, zone)


def _missing(names: list[str]) -> str:
    if "email" not in names:
        return "email"
    if "minutes" in names or {"join", "leave"} <= set(names):
        return ""
    return "minutes"


def _rows(lines: list[tuple[int, list[str]]], names: list[str], day: date, zone: ZoneInfo) -> CallSheet:
    rows: list[CallRow] = []
    errors: list[CallError] = []
    for number, cells in lines:
        if len(rows) >= MAX_ROWS:
            errors.append(CallError(number, "too-many"))
            break
        found: dict[str, str] = {}
        for name, cell in zip(names, cells, strict=False):
            found.setdefault(name, cell)
        one = _row(number, found, day, zone)
        if isinstance(one, CallError):
            errors.append(one)
        else:
            rows.append(one)
    return CallSheet(tuple(rows), tuple(errors))


def _row(line: int, found: dict[str, str], day: date, zone: ZoneInfo) -> CallRow | CallError:
    email = found.get("email", "").lower()
    if "@" not in email or len(email) > 254:
        return CallError(line, "bad-email", email[:80])
    joined, left = found.get("join", ""), found.get("leave", "")
    if joined and left:
        begin, end = read_moment(joined, day, zone), read_moment(left, day, zone)
        if begin is None or end is None:
            return CallError(line, "bad-time", (joined if begin is None else left)[:40])
        if end <= begin:
            return CallError(line, "backwards", left[:40])
        return CallRow(line, email, stay=(begin, end))
    if not found.get("minutes"):
        return CallError(line, "no-time")
    minutes = read_minutes(found["minutes"])
    return (
        CallError(line, "bad-minutes", found["minutes"][:40])
        if minutes is None
        else CallRow(line, email, minutes=minutes)
    )


def read_minutes(text: str) -> int | None:
    """`52`, `52.5` or `0:52:30` as whole minutes; None for anything else or for more than a day."""
    span = _SPAN.match(text)
    if span is not None:
        minutes = int(span[1]) * 60 + int(span[2])
    else:
        plain = _MINUTES.match(text)
        if plain is None or not text.isascii():
            return None
        minutes = int(plain[1])
    return minutes if minutes <= 24 * 60 else None


def read_moment(text: str, day: date, zone: ZoneInfo) -> datetime | None:
    """`14:05`, `2026-03-02 14:05` or an ISO moment with an offset, in UTC. Day and month in another order are refused."""
    clock = _CLOCK.match(text)
    try:
        if clock is not None:
            local = datetime.combine(day, time(int(clock[1]), int(clock[2]), int(clock[3] or 0)))
        elif len(text) >= 16 and text.isascii() and text[4:5] == "-":
            local = datetime.fromisoformat(text)
        else:
            return None
        moment = local if local.tzinfo is not None else local.replace(tzinfo=zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
