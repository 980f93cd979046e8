"""Grade a whole form: exact sums, the pass decision, and the points of each question."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from courses.quizzes.engine.types import grade as grade_item
from courses.quizzes.engine.values import Answer, Grade, State

if TYPE_CHECKING:
    from courses.quizzes.engine.base import ItemSpec


@dataclass(frozen=True, slots=True)
class ItemResult:
    item: ItemSpec
    answer: Answer
    grade: Grade
    is_void: bool = False
    is_awarded: bool = False

    @property
    def possible(self) -> Fraction:
        return Fraction(0) if self.is_void else _exact(self.item.points)

    @property
    def earned(self) -> Fraction:
        return self.possible * self.grade.share


@lru_cache(maxsize=256)
def _exact(points: float) -> Fraction:
    """The points as their author wrote them."""
    return Fraction(repr(points))


@dataclass(frozen=True, slots=True)
class FormResult:
    """The results of a form. Points are exact fractions until they are written down."""

    items: tuple[ItemResult, ...]

    @property
    def earned(self) -> Fraction:
        return sum((result.earned for result in self.items), Fraction(0))

    @property
    def possible(self) -> Fraction:
        return sum((result.possible for result in self.items), Fraction(0))

    @property
    def share(self) -> Fraction:
        return self.earned / self.possible if self.possible else Fraction(0)

    def passes(self, pass_share: float) -> bool:
        return self.share >= Fraction(repr(pass_share))


def written(points: Fraction) -> Decimal:
    """Points as they go into the ledger: three places, always rounded down, so that nobody passes by rounding."""
    return Decimal(math.floor(points * 1000)) / 1000


def percent(share: Fraction) -> int:
    """A share as it is shown, of 100: always rounded down, so that 69.9 never reads as 70."""
    return math.floor(share * 100)


def grade_form(
    items: Iterable[ItemSpec],
    answers: Mapping[str, Answer],
    *,
    void: frozenset[str] = frozenset(),
    awarded: Mapping[str, Fraction] | None = None,
) -> FormResult:
    """Grade each item. A void item counts for nobody; an awarded share is a person's decision after an appeal."""
    given = awarded or {}
    results = []
    for item in items:
        answer = answers.get(item.id)
        mark = grade_item(item, answer)
        is_awarded = item.id in given and given[item.id] > mark.share
        if is_awarded:
            share = min(Fraction(1), given[item.id])
            state = State.RIGHT if share == 1 else State.PARTLY
            mark = Grade(share, state, mark.right, mark.wrong, mark.total, mark.lines, mark.note)
        results.append(ItemResult(item, answer, mark, item.id in void, is_awarded))
    return FormResult(tuple(results))


def competency_shares(results: Sequence[ItemResult]) -> dict[str, tuple[Fraction, Fraction]]:
    """Competency → points earned and possible, in the order of first appearance by name."""
    found: dict[str, tuple[Fraction, Fraction]] = {}
    for result in sorted(results, key=lambda result: result.item.competency):
        earned, possible = found.get(result.item.competency, (Fraction(0), Fraction(0)))
        found[result.item.competency] = (earned + result.earned, possible + result.possible)
    return found
