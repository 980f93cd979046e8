"""Which part of a person's data each app holds, how it is exported, and how it is erased."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from accounts.users.models import User

ACCOUNT = "account"

Export = Callable[["User"], object]
Erase = Callable[["User"], dict[str, int]]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One part: `models` are labels such as `courses.Enrolment`."""

    name: str
    label: str | Promise
    models: tuple[str, ...]
    export: Export
    erase: Erase


_parts: dict[str, PersonalData] = {}


def register_personal_data(
    name: str, label: str | Promise, *, models: Sequence[str], export: Export, erase: Erase
) -> None:
    """Register a part once, in `AppConfig.ready`. `label` is what people read; `name` names its file in an export.

    `export(user)` returns what json can write (dates and UUIDs included); it becomes `<name>.json`.
    `erase(user)` takes the person out of the rows and returns what it did, as counts.
    """
    if name in _parts:
        raise ValueError(f"The personal data part {name!r} is registered twice.")
    _parts[name] = PersonalData(name=name, label=label, models=tuple(models), export=export, erase=erase)


def personal_data_parts() -> tuple[PersonalData, ...]:
    """All parts by name; the account itself comes last, because the others find their rows by its address."""
    return tuple(_parts[name] for name in sorted(_parts, key=lambda name: (name == ACCOUNT, name)))
