"""Partial credit: exact, proportional, or with a penalty for what is wrong. Never below zero, never above one."""

from __future__ import annotations

from fractions import Fraction

from courses.quizzes.engine.base import ScoreRule, Weights
from courses.quizzes.engine.values import TableRow


def share_of(rule: ScoreRule, *, right: int, wrong: int, total: int) -> Fraction:
    """The share that `right` right and `wrong` wrong choices earn where `total` right ones were to be found.

    Proportional marking counts no more choices than there are right ones: choosing everything does not pay.
    """
    if total <= 0 or right <= 0:
        return Fraction(0)
    if rule == "exact":
        return Fraction(int(right == total and wrong == 0))
    if rule == "proportional":
        surplus = max(0, right + wrong - total)
        return Fraction(max(0, right - surplus), total)
    weights = rule if isinstance(rule, Weights) else Weights()
    each_right, each_wrong = Fraction(repr(weights.each_right)), Fraction(repr(weights.each_wrong))
    earned = max(Fraction(weights.floor), right * each_right + wrong * each_wrong)
    return min(Fraction(1), earned / (total * each_right))


def table_of(rule: ScoreRule, *, total: int, wrong_at_most: int) -> list[TableRow]:
    """Every pair of right and wrong, best first."""
    return [
        TableRow(right, wrong, share_of(rule, right=right, wrong=wrong, total=total))
        for right in range(total, -1, -1)
        for wrong in range(wrong_at_most + 1)
    ]
