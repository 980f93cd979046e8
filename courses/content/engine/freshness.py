"""When a fact has to be checked again."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, order=True)
class Dated:
    """Something that was checked on a day, and the first day on which that is too long ago."""

    due_on: date
    key: str
    says: str
    checked_on: date


def due_on(checked: date, months: int) -> date:
    """The first day on which `checked` is `months` ago; a month that is too short ends early."""
    year, month = divmod(checked.year * 12 + checked.month - 1 + months, 12)
    return date(year, month + 1, min(checked.day, calendar.monthrange(year, month + 1)[1]))


def facts_by_age(spec: Mapping[str, Any]) -> list[Dated]:
    """Every fact and law line of a version's spec, the one that is due first at the top."""
    fresh = (spec.get("course") or {}).get("fresh_for") or {}
    shelves = (
        ((spec.get("evidence") or {}).get("facts") or {}, int(fresh.get("facts_months", 12))),
        ((spec.get("law") or {}).get("lines") or {}, int(fresh.get("law_months", 6))),
    )
    return sorted(
        Dated(
            due_on(date.fromisoformat(entry["checked_on"]), months),
            key,
            str(entry.get("claim") or entry.get("title") or entry.get("text") or ""),
            date.fromisoformat(entry["checked_on"]),
        )
        for shelf, months in shelves
        for key, entry in shelf.items()
        if entry.get("checked_on")
    )
