"""What a renewal asks for, decided line by line: only what changed since, one new run, hours with evidence, and the law of today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from certificates.renewals.engine.calendar import is_open

HANDS_ON, LAW = "hands-on", "law"


@dataclass(frozen=True)
class Rule:
    """How many hours in the time of validity, and how many of them of which kind."""

    hours: Decimal = Decimal(12)
    hands_on: Decimal = Decimal(4)
    law: Decimal = Decimal(2)

    @classmethod
    def of(cls, spec: Mapping[str, Any]) -> Rule:
        """A credential's own rule (`renewal:` in its file), else the programme's."""
        own = spec.get("renewal") or {}
        return cls(**{key: Decimal(str(own[key])) for key in ("hours", "hands_on", "law") if key in own})


@dataclass(frozen=True)
class Change:
    """A required activity that is new or different in the newest edition of the course."""

    key: str
    title: str
    is_done: bool


@dataclass(frozen=True)
class Facts:
    """All that decides."""

    now: dt.datetime
    valid_until: dt.datetime
    changes: Sequence[Change]
    has_run: bool | None  # None: the credential asks for no lab
    hours: Mapping[str, Decimal]
    sheet_held: str
    sheet_now: str


@dataclass(frozen=True)
class Item:
    """One line: `code` and `values` become words outside."""

    code: str
    is_met: bool
    values: Mapping[str, Any]


def checklist(facts: Facts, rule: Rule) -> tuple[Item, ...]:
    """Every line, met or not, always in the same order."""
    total = sum(facts.hours.values(), Decimal(0))
    items = [
        Item("window", is_open(facts.valid_until, facts.now), {}),
        *(Item("change", change.is_done, {"title": change.title}) for change in facts.changes),
    ]
    if facts.has_run is not None:
        items.append(Item("run", facts.has_run, {}))
    for code, done, needed in (
        ("hours", total, rule.hours),
        ("hands-on", facts.hours.get(HANDS_ON, Decimal(0)), rule.hands_on),
        ("law-hours", facts.hours.get(LAW, Decimal(0)), rule.law),
    ):
        items.append(Item(code, done >= needed, {"done": done, "of": needed}))
    if facts.sheet_now:
        items.append(
            Item(
                "law-sheet",
                facts.sheet_held == facts.sheet_now,
                {"held": facts.sheet_held, "now": facts.sheet_now},
            )
        )
    return tuple(items)


def changed_keys(before: Mapping[str, str], after: Mapping[str, str], needed: Sequence[str]) -> list[str]:
    """Of the needed activities of the newest edition, those that are new or whose content differs. Maps go from key to digest."""
    return [key for key in needed if before.get(key) != after[key]]


def changed_lines(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """Lines of a law sheet whose words or dates are new. A line that was merely looked at again is not new."""

    def told(line: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(str(line.get(key, "")) for key in ("title", "text", "applies_from", "caution"))

    return [key for key, line in after.items() if key not in before or told(before[key]) != told(line)]
