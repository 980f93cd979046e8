"""People of a partner as CSV text, read into rows; every problem has its line. Pure."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from accounts.partners.engine.capabilities import Role

MAX_ROWS = 500
MAX_CHARS = 200_000
_ALIASES = {"e-mail": "email", "mail": "email", "full name": "name"}
_EMAIL = re.compile(r"[^@\s\"<>(),;:\\\[\]]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,180}\.[A-Za-z0-9-]{1,60}\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class PersonRow:
    line: int
    email: str
    name: str
    role: Role


@dataclass(frozen=True)
class RowError:
    """`line` counts from 1, as a spreadsheet does; `code` is for words, `value` what was read."""

    line: int
    code: str
    value: str = ""


@dataclass(frozen=True)
class PeopleSheet:
    rows: tuple[PersonRow, ...]
    errors: tuple[RowError, ...]


def read_people(text: str) -> PeopleSheet:
    """Read `email,name,role` in any order, with comma, semicolon or tab. Never raises."""
    if len(text) > MAX_CHARS:
        return PeopleSheet((), (RowError(1, "too-long"),))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    first = text.lstrip("\n").split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    try:
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error:
        return PeopleSheet((), (RowError(max(1, reader.line_num), "unreadable"),))
    lines = [line for line in lines if any(line[1])]
    if not lines:
        return PeopleSheet((), (RowError(1, "empty"),))
    names = [_ALIASES.get(cell.lower(), cell.lower()) for cell in lines[0][1]]
    missing = [name for name in ("email", "name", "role") if name not in names]
    if missing:
        return PeopleSheet((), (RowError(lines[0][0], "no-column", missing[0]),))
    return _rows(lines[1:], {name: names.index(name) for name in ("email", "name", "role")})


def _rows(lines: list[tuple[int, list[str]]], places: dict[str, int]) -> PeopleSheet:
    rows: list[PersonRow] = []
    errors: list[RowError] = [] if lines else [RowError(2, "no-rows")]
    seen: dict[str, int] = {}
    for number, cells in lines:
        if len(rows) >= MAX_ROWS:
            errors.append(RowError(number, "too-many"))
            break
        found = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        email, role = found["email"].lower(), found["role"].lower()
        if len(email) > 254 or not _EMAIL.match(email):
            errors.append(RowError(number, "bad-email", email[:80]))
        elif not found["name"] or len(found["name"]) > 120 or _CONTROL.search(found["name"]):
            errors.append(RowError(number, "bad-name", found["name"][:40]))
        elif role not in {one.value for one in Role}:
            errors.append(RowError(number, "bad-role", role[:40]))
        elif email in seen:
            errors.append(RowError(number, "twice", str(seen[email])))
        else:
            seen[email] = number
            rows.append(PersonRow(number, email, found["name"], Role(role)))
    return PeopleSheet(tuple(rows), tuple(errors))
