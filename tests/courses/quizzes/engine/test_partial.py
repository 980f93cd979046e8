from __future__ import annotations

from fractions import Fraction

import pytest

from courses.quizzes.engine.base import Weights
from courses.quizzes.engine.partial import share_of, table_of


@pytest.mark.parametrize(
    ("rule", "right", "wrong", "total", "share"),
    [
        ("exact", 3, 0, 3, 1),
        ("exact", 3, 1, 3, 0),
        ("exact", 2, 0, 3, 0),
        ("proportional", 2, 0, 3, Fraction(2, 3)),
        ("proportional", 2, 1, 3, Fraction(2, 3)),
        ("proportional", 3, 1, 3, Fraction(2, 3)),
        ("proportional", 3, 3, 3, 0),
        ("proportional", 3, 9, 3, 0),
        ("penalty", 3, 1, 3, Fraction(2, 3)),
        ("penalty", 1, 2, 3, 0),
        (Weights(each_right=2, each_wrong=-0.5), 3, 1, 3, Fraction(11, 12)),
        (Weights(each_right=2, each_wrong=-0.5), 1, 4, 3, 0),
        (Weights(each_right=2, each_wrong=0), 3, 9, 3, 1),
        (Weights(), 2, 1, 4, Fraction(1, 4)),
        ("penalty", 0, 0, 3, 0),
        ("penalty", 5, 0, 3, 1),
        ("proportional", 1, 0, 1, 1),
        ("exact", 1, 0, 1, 1),
        ("exact", 0, 0, 0, 0),
        ("penalty", 1, 0, 0, 0),
    ],
)
def test_the_share_for_so_many_right_and_wrong(rule, right, wrong, total, share):
    assert share_of(rule, right=right, wrong=wrong, total=total) == share


def test_the_table_lists_every_pair_best_first():
    rows = [(row.right, row.wrong, row.share) for row in table_of("penalty", total=1, wrong_at_most=2)]
    assert rows == [(1, 0, 1), (1, 1, 0), (1, 2, 0), (0, 0, 0), (0, 1, 0), (0, 2, 0)]
