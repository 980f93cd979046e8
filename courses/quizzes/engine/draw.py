"""Draw a form from a bank by its blueprint: the same seed always gives the same form.

A form must meet two sets of counts at once, such as competency × level and type. That is a flow problem; it is
solved exactly, and the cheapest flow is taken, where an item costs more the more recently this learner saw it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from courses.quizzes.engine.seeds import shuffled, ticket
from courses.quizzes.engine.values import COGNITIVE

if TYPE_CHECKING:
    from courses.quizzes.engine.specs import Blueprint
    from courses.quizzes.engine.types.registry import Item

_SEEN = 1 << 40
_OFTEN = 1 << 39
ENOUGH_SITTINGS = 20
_JITTER_BITS = 32
_MOST = 100
_AGES = 10


class DrawError(ValueError):
    """The bank cannot fill the blueprint; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class PoolItem:
    """An item of the bank and the two groups it counts in."""

    id: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Form:
    """The item ids in the order of the page, and how many of them each earlier form (newest first) also had."""

    items: tuple[str, ...]
    overlap: tuple[int, ...] = ()


def demands(blueprint: Blueprint) -> tuple[dict[str, int], dict[str, int]]:
    """The counts of the blueprint as rows and columns; without a second set there is one column for all."""
    rows: dict[str, int] = {}
    for competency, cell in blueprint.competency.items():
        if isinstance(cell, int):
            rows[competency] = cell
        else:
            rows |= {f"{competency} {level}": n for level, n in zip(COGNITIVE, cell, strict=True)}
    columns = blueprint.types or blueprint.levels or {"any": blueprint.size}
    return {k: n for k, n in rows.items() if n}, {str(k): n for k, n in columns.items() if n}


def pool_of(items: Iterable[Item], blueprint: Blueprint) -> list[PoolItem]:
    """The items that the blueprint can use, each with its row and column."""
    rows, columns = demands(blueprint)
    found = []
    for item in items:
        split = not isinstance(blueprint.competency.get(item.competency), int)
        row = f"{item.competency} {item.cognitive}" if split else item.competency
        column = item.type if blueprint.types else item.cognitive if blueprint.levels else "any"
        if row in rows and column in columns:
            found.append(PoolItem(item.id, row, column))
    return found


def shown_too_often(counts: Mapping[str, int], *, sittings: int, limit: float | None) -> frozenset[str]:
    """The items that more than the share `limit` of all sittings had; none while the sittings are few."""
    if limit is None or sittings < ENOUGH_SITTINGS:
        return frozenset()
    return frozenset(key for key, count in counts.items() if count > limit * sittings)


def rarity(pool: Sequence[PoolItem], counts: Mapping[str, int]) -> dict[str, int]:
    """How much more often than the rarest item each was shown, in hundredths of the widest gap: large counts stay small."""
    shown = {item.id: counts.get(item.id, 0) for item in pool}
    low, high = min(shown.values(), default=0), max(shown.values(), default=0)
    return {key: (count - low) * _MOST // (high - low) if high > low else 0 for key, count in shown.items()}


def forms_remembered(pool: Sequence[PoolItem], blueprint: Blueprint) -> int:
    """How many earlier forms a draw has to look at: until every group of the bank has gone round, and ten at least.

    A learner who has seen a whole group meets its questions again, those of the newest forms last.
    """
    rows, columns = demands(blueprint)
    held = Counter(item.row for item in pool), Counter(item.column for item in pool)
    rounds = [
        -(-have[key] // need)
        for have, asked in zip(held, (rows, columns), strict=True)
        for key, need in asked.items()
    ]
    return max(_AGES, *rounds)


def _costs(
    pool: Sequence[PoolItem],
    seed: int,
    earlier: Sequence[Sequence[str]],
    exposure: Mapping[str, int],
    often: frozenset[str],
) -> dict[str, int]:
    weight: Counter[str] = Counter()
    for age, form in enumerate(earlier):
        for name in set(form):
            weight[name] += max(1, 1 << _AGES >> age)
    return {
        item.id: weight[item.id] * _SEEN
        + (_OFTEN if item.id in often else 0)
        + min(exposure.get(item.id, 0), _MOST) * (1 << _JITTER_BITS)
        + (ticket(seed, "draw", item.id) >> (64 - _JITTER_BITS))
        for item in pool
    }


class _Flow:
    """Successive cheapest paths between rows and columns; an arc hands out its items cheapest first."""

    def __init__(self, pool: Sequence[PoolItem], costs: Mapping[str, int]) -> None:
        self.cost = costs
        self.arcs: dict[tuple[str, str], list[str]] = {}
        for item in sorted(pool, key=lambda item: (costs[item.id], item.id)):
            self.arcs.setdefault((item.row, item.column), []).append(item.id)
        self.taken = dict.fromkeys(self.arcs, 0)

    def augment(self, rows: Mapping[str, int], columns: Mapping[str, int]) -> tuple[str, str] | None:
        """Take one more item along the cheapest path from an open row to an open column; None if there is none."""
        distance: dict[tuple[str, str], int] = {("row", row): 0 for row, need in rows.items() if need}
        before: dict[tuple[str, str], tuple[tuple[str, str], tuple[str, str]]] = {}
        changed = True
        while changed:
            changed = False
            for (row, column), names in self.arcs.items():
                count, here, there = self.taken[row, column], ("row", row), ("column", column)
                if here in distance and count < len(names):
                    reach = distance[here] + self.cost[names[count]]
                    if reach < distance.get(there, reach + 1):
                        distance[there], before[there], changed = reach, (here, (row, column)), True
                if there in distance and count:
                    reach = distance[there] - self.cost[names[count - 1]]
                    if reach < distance.get(here, reach + 1):
                        distance[here], before[here], changed = reach, (there, (row, column)), True
        ends = [c for c, need in columns.items() if need and ("column", c) in distance]
        if not ends:
            return None
        goal = min(ends, key=lambda column: (distance["column", column], column))
        node = ("column", goal)
        while node in before:
            source, arc = before[node]
            self.taken[arc] += 1 if node[0] == "column" else -1
            node = source
        return node[1], goal

    def chosen(self) -> list[str]:
        return [name for arc, names in self.arcs.items() for name in names[: self.taken[arc]]]


def draw(
    pool: Sequence[PoolItem],
    blueprint: Blueprint,
    *,
    seed: int,
    earlier: Sequence[Sequence[str]] = (),
    exposure: Mapping[str, int] | None = None,
    often: frozenset[str] = frozenset(),
    shuffle: bool = True,
) -> Form:
    """A form of the blueprint's size, with no item twice and as few as can be of `earlier` (newest first).

    `exposure` counts how often each item was shown to others; of two unseen items the rarer one is preferred. Items in
    `often` are drawn only where the blueprint, or what this learner saw before, leaves no other.
    Raise DrawError where the bank cannot fill the blueprint.
    """
    rows, columns = demands(blueprint)
    flow = _Flow(pool, _costs(pool, seed, earlier, exposure or {}, often))
    for _ in range(blueprint.size):
        ends = flow.augment(rows, columns)
        if ends is None:
            raise DrawError(_shortage(rows, columns))
        rows[ends[0]] -= 1
        columns[ends[1]] -= 1
    chosen = set(flow.chosen())
    names = [item.id for item in pool if item.id in chosen]
    if shuffle:
        names = shuffled(names, seed=seed, purpose="items", name=str)
    return Form(tuple(names), tuple(len(chosen & set(form)) for form in earlier))


def _shortage(rows: Mapping[str, int], columns: Mapping[str, int]) -> str:
    missing = [f"{row} ({need} more)" for row, need in rows.items() if need]
    kinds = [f"{column} ({need} more)" for column, need in columns.items() if need]
    return f"the bank cannot fill the blueprint: short of {', '.join(missing)} among {', '.join(kinds)}."
