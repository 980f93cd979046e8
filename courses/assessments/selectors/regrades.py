"""Who would move by a correction, before anything is written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from courses.progress.impact import MarkChange, Touched, impact_of_marks
from courses.quizzes.compiled import quiz_of
from courses.quizzes.engine.grade import percent
from courses.quizzes.engine.rules import rules_of
from courses.quizzes.engine.types import grade
from courses.quizzes.models import Answer, Attempt, Regrade
from courses.quizzes.selectors.attempts import changes_of, corrected, newest_revision, share_of

if TYPE_CHECKING:
    from courses.quizzes.engine.base import ItemSpec


SHOWN = 50


@dataclass(frozen=True, slots=True)
class Mover:
    """One attempt whose mark would change, and what will happen to it."""

    attempt: Attempt
    before: int
    after: int
    passed: bool
    passes: bool
    is_kept: bool
    touched: Sequence[Touched]

    @property
    def gains(self) -> bool:
        return self.passes and not self.passed

    @property
    def loses(self) -> bool:
        return self.passed and not self.passes


@dataclass(frozen=True, slots=True)
class Column:
    """Ten points of the chart: how many stand there before and after (heights in the drawing)."""

    x: int
    label: str
    before: int
    after: int

    @property
    def middle(self) -> int:
        return self.x + 20

    @property
    def y_before(self) -> int:
        return 160 - self.before

    @property
    def y_after(self) -> int:
        return 160 - self.after


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would move. Nothing of it is written."""

    attempts: int
    movers: Sequence[Mover]
    columns: Sequence[Column]
    pass_percent: int
    cut_x: int

    @property
    def shown(self) -> Sequence[Mover]:
        """Decisions first."""
        return sorted(self.movers, key=lambda one: (not one.loses, not one.gains, one.attempt.pk))[:SHOWN]

    @property
    def changed(self) -> int:
        return len(self.movers)

    @property
    def gaining(self) -> int:
        return sum(one.gains for one in self.movers)

    @property
    def losing(self) -> int:
        return sum(one.loses for one in self.movers)

    @property
    def touched(self) -> int:
        return sum(len(one.touched) for one in self.movers)


def regrade_preview(regrade: Regrade) -> Preview:
    """Grade the one changed question of every attempt anew, in memory; then ask what rests on the marks.

    Two queries, whatever the number, and those of the apps that know what is touched.
    """
    activity = regrade.activity
    quiz = quiz_of(activity)
    before_item = (
        corrected(activity, newest_revision(activity.pk)).items.get(regrade.key) or quiz.items[regrade.key]
    )
    change = changes_of([(regrade.key, regrade.action, regrade.item)])
    pass_share = Fraction(repr(rules_of(quiz.spec).pass_share))
    attempts = list(
        Attempt.objects.filter(activity=activity, submitted_at__isnull=False).select_related(
            "learner", "enrolment__cohort"
        )
    )
    answers = _answers_to(regrade.key, attempts)
    moves, old, new = [], [], []
    for attempt in attempts:
        share = share_of(attempt)
        after = share
        if regrade.key in attempt.items:
            after = _after(attempt, before_item, change.items.get(regrade.key), answers.get(attempt.pk))
        old.append(percent(share))
        new.append(percent(after))
        if after != share:
            moves.append((attempt, percent(share), percent(after), after >= pass_share))
    touched = impact_of_marks(
        [
            MarkChange(attempt.enrolment_id, activity.key, bool(attempt.passed), passes)
            for attempt, _before, _after, passes in moves
        ]
    )
    movers = [
        Mover(
            attempt,
            before,
            after,
            bool(attempt.passed),
            passes,
            bool(attempt.passed) and not passes,
            touched.get(attempt.enrolment_id, []),
        )
        for attempt, before, after, passes in moves
    ]
    cut = round(float(pass_share) * 100)
    return Preview(len(attempts), movers, _columns(old, new), cut, 14 + cut * 5)


def _answers_to(key: str, attempts: Sequence[Attempt]) -> dict[int, Any]:
    numbers = {attempt.pk: attempt.items.index(key) + 1 for attempt in attempts if key in attempt.items}
    rows = Answer.objects.filter(attempt__in=numbers, number__in=set(numbers.values()))
    return {
        attempt_id: json.loads(value)
        for attempt_id, number, value in rows.values_list("attempt_id", "number", "value")
        if numbers[attempt_id] == number
    }


def _after(attempt: Attempt, before: ItemSpec, after: ItemSpec | None, answer: Any) -> Fraction:
    """The share of the whole after the change; `after` is None where the question is withdrawn."""
    worth = Fraction(repr(before.points))
    points, possible = Fraction(attempt.points or 0), Fraction(attempt.possible or 0)
    had = next(
        (Fraction(Decimal(earned)) for key, earned, _state in attempt.results if key == before.id),
        Fraction(0),
    )
    if after is None:
        points, possible = points - had, possible - worth
    else:
        points += grade(after, answer).share * worth - had
    return max(Fraction(0), points) / possible if possible > 0 else Fraction(0)


def _columns(before: Sequence[int], after: Sequence[int]) -> list[Column]:
    def heights(values: Sequence[int]) -> list[int]:
        return [sum(min(value // 10, 9) == step for value in values) for step in range(10)]

    old, new = heights(before), heights(after)
    tallest = max([*old, *new, 1])
    return [
        Column(14 + 50 * step, str(step * 10), round(140 * a / tallest), round(140 * b / tallest))
        for step, (a, b) in enumerate(zip(old, new, strict=True))
    ]
