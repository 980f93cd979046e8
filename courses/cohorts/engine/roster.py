"""A roster as CSV text, read into rows; every problem has its line. Pure."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

MAX_ROWS = 5_000
MAX_CHARS = 1_000_000
COLUMNS = ("email", "name", "organisation")
_ALIASES = {
    "e-mail": "email",
    "mail": "email",
    "email address": "email",
    "full name": "name",
    "learner": "name",
    "client": "organisation",
    "organization": "organisation",
    "company": "organisation",
    "employer": "organisation",
}
_EMAIL = re.compile(
    r"[^@\s\"<>(),;:\\\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+\Z"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class RosterRow:
    line: int
    email: str
    name: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class RosterError:
    """`line` counts from 1, as a spreadsheet does. `code` is for tests and translation, `value` what was read."""

    line: int
    code: str
    value: str = ""


@dataclass(frozen=True)
class Roster:
    rows: tuple[RosterRow, ...]
    errors: tuple[RosterError, ...]


def read_roster(text: str) -> Roster:
    """Read `email,name,organisation` in any order, with comma, semicolon or tab. Never raises."""
    if len(text) > MAX_CHARS:
        return Roster((), (RosterError(1, "too-long"),))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if not text.strip():
        return Roster((), (RosterError(1, "empty"),))
    first = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error:
        return Roster((), (RosterError(max(1, reader.line_num), "unreadable"),))
    lines = [
        (number, [cell.strip() for cell in cells]) for number, cells in lines if any(c.strip() for c in cells)
    ]
    if not lines:
        return Roster((), (RosterError(1, "empty"),))
    places = _places(lines[0][1])
    if places is None:
        return Roster((), (RosterError(lines[0][0], "no-email-column"),))
    return _rows(lines[1:], places)


def _places(head: list[str]) -> dict[str, int] | None:
    names = [_ALIASES.get(cell.lower(), cell.lower()) for cell in head]
    if "email" not in names:
        return None
    return {name: names.index(name) for name in COLUMNS if name in names}


def _rows(lines: list[tuple[int, list[str]]], places: dict[str, int]) -> Roster:
    rows: list[RosterRow] = []
    errors: list[RosterError] = []
    seen: dict[str, int] = {}
    if not lines:
        errors.append(RosterError(2, "no-rows"))
    for number, cells in lines:
        if len(rows) >= MAX_ROWS:
            errors.append(RosterError(number, "too-many"))
            break
        found = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        email = found["email"].lower()
        problem = _problem(email, found)
        if problem is not None:
            errors.append(RosterError(number, *problem))
        elif email in seen:
            errors.append(RosterError(number, "twice", str(seen[email])))
        else:
            seen[email] = number
            rows.append(RosterRow(number, email, found.get("name", ""), found.get("organisation", "")))
    return Roster(tuple(rows), tuple(errors))


def _problem(email: str, found: dict[str, str]) -> tuple[str, str] | None:
    if not email:
        return "no-email", ""
    if len(email) > 254 or not _EMAIL.match(email):
        return "bad-email", email[:80]
    for name in ("name", "organisation"):
        value = found.get(name, "")
        if len(value) > 120 or _CONTROL.search(value):
            return f"bad-{name}", value[:40]
    return None
