"""Deeds by competency. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Strength(StrEnum):
    """What the strongest deed for a competency was. Doing weighs more than answering, answering more than reading."""

    DONE = "done"
    ANSWERED = "answered"
    READ = "read"
    NOTHING = "nothing"


_OF_KIND = {
    "lab": Strength.DONE,
    "worksample": Strength.DONE,
    "quiz": Strength.ANSWERED,
    "exam": Strength.ANSWERED,
    "lesson": Strength.READ,
}
_ORDER = (Strength.DONE, Strength.ANSWERED, Strength.READ, Strength.NOTHING)


@dataclass(frozen=True)
class Deed:
    """Something a learner finished: read, or passed. What was tried and not passed is no deed."""

    kind: str
    title: str
    url: str
    at: datetime
    competencies: tuple[str, ...]
    level: str = ""

    @property
    def strength(self) -> Strength:
        return _OF_KIND.get(self.kind, Strength.NOTHING)


@dataclass(frozen=True)
class Shown:
    """One competency of the course and the deeds for it, the strongest kind first, then the newest."""

    key: str
    name: str
    short: str
    deeds: tuple[Deed, ...]

    @property
    def strength(self) -> Strength:
        return min((deed.strength for deed in self.deeds), key=_ORDER.index, default=Strength.NOTHING)


def shown(model: Mapping[str, Any], deeds: Iterable[Deed]) -> tuple[Shown, ...]:
    """Every competency of the model in its order; deeds for unknown ones are left out."""
    held = list(deeds)
    return tuple(
        Shown(
            key,
            str(entry.get("name", key)),
            str(entry.get("short", "")),
            tuple(
                sorted(
                    (deed for deed in held if key in deed.competencies),
                    key=lambda deed: (_ORDER.index(deed.strength), -deed.at.timestamp(), deed.title),
                )
            ),
        )
        for key, entry in model.items()
    )
