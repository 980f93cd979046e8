"""The access table: for every url name, what each of seven people gets.

One module per app (`accounts.py`, `courses.py`, …) with two names:
    def make_world(cast): …          # the rows that the urls need; returns anything
    ROWS = [row("courses:quiz", lambda world: [world.attempt.public_id], "302 200 404 404 404 404 404"), …]
The seven statuses belong to: visitor, Lena, Omar, Ines, Paula, Rui, Sam (see tests/cast.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

PEOPLE = ("visitor", "lena", "omar", "ines", "paula", "rui", "sam")


@dataclass(frozen=True)
class Row:
    name: str
    args: Callable[[Any], Sequence[object]]
    statuses: tuple[int, ...]
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)
    query: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.name}{self.query}"


def no_args(_world: Any) -> Sequence[object]:
    return []


def row(
    name: str,
    args: Callable[[Any], Sequence[object]] | None,
    statuses: str,
    *,
    method: str = "get",
    data: dict[str, str] | None = None,
    query: str = "",
) -> Row:
    """`statuses` are seven numbers, or one that holds for everybody."""
    numbers = tuple(int(status) for status in statuses.split())
    if len(numbers) == 1:
        numbers *= len(PEOPLE)
    if len(numbers) != len(PEOPLE):
        raise ValueError(f"{name}: give {len(PEOPLE)} statuses: {' '.join(PEOPLE)}.")
    return Row(name, args or no_args, numbers, method, data or {}, query)
