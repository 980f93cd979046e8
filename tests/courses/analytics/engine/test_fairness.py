from __future__ import annotations

import math
import random
from datetime import UTC, datetime

import pytest

from courses.analytics.engine.fairness import gaps, mantel_haenszel
from courses.analytics.engine.items import Taken

AT = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)

# Admissions to six departments of Berkeley in 1973 (P. J. Bickel and others, Science 187 (1975), 398–404): men admitted
# and rejected, women admitted and rejected.
BERKELEY = [
    (512, 313, 89, 19),
    (353, 207, 17, 8),
    (120, 205, 202, 391),
    (138, 279, 131, 244),
    (53, 138, 94, 299),
    (22, 351, 24, 317),
]


def sat(people, ability, *, seed, harder=0.0):
    """People on a test of twenty questions; `harder` moves the first of them, in logits."""
    luck, rows = random.Random(seed), []
    for _ in range(people):
        skill = luck.gauss(ability, 1)
        shares = {}
        for n in range(20):
            level = -1.5 + 3 * n / 19 + (harder if n == 9 else 0)
            shares[f"q{n:02d}"] = float(luck.random() < 1 / (1 + math.exp(level - skill)))
        rows.append(Taken(AT, shares))
    return rows


def test_a_published_common_odds_ratio_and_its_interval_come_out_as_published():
    """`mantelhaen.test(UCBAdmissions)` of R: 0.9046968, 95 per cent interval 0.7719074 to 1.0603298."""
    made = mantel_haenszel(BERKELEY)
    assert made.ratio == pytest.approx(0.9046968, abs=1e-6)
    assert made.ratio * math.exp(-1.959964 * made.log_error) == pytest.approx(0.7719074, abs=1e-6)
    assert made.ratio * math.exp(1.959964 * made.log_error) == pytest.approx(1.0603298, abs=1e-6)


def test_a_question_that_is_harder_for_one_group_alone_is_named_with_its_side_and_size():
    """1.2 logits are 2.8 on the delta scale: class C, within the error that the page shows."""
    found = {one.key: one for one in gaps(sat(900, 0, seed=1, harder=1.2), sat(900, 0, seed=2))}
    assert found["q09"].grade == "C"
    assert found["q09"].delta == pytest.approx(-2.35 * 1.2, abs=3 * found["q09"].error)
    assert [key for key, one in found.items() if one.grade == "C"] == ["q09"]


def test_a_group_that_knows_less_is_not_a_question_that_is_unfair():
    found = gaps(sat(900, -1, seed=3), sat(900, 0, seed=4))
    assert len(found) == 20
    assert not [one for one in found if one.grade == "C"]


def test_nothing_is_said_of_a_group_under_a_hundred_people():
    assert gaps(sat(99, 0, seed=5, harder=3), sat(900, 0, seed=6)) == []
    assert gaps(sat(900, 0, seed=6), sat(99, 0, seed=5, harder=3)) == []


def test_a_question_that_everybody_knows_has_no_gap():
    rows = [Taken(AT, {"a": 1.0, "b": float(n % 2)}) for n in range(200)]
    assert [one.key for one in gaps(rows, rows)] == []


def test_the_two_sides_see_the_same_gap_with_another_sign():
    here, there = sat(300, 0, seed=7), sat(300, 0, seed=8)
    one, two = gaps(here, there), gaps(there, here)
    assert [a.delta for a in one] == pytest.approx([-b.delta for b in two])
    assert [a.error for a in one] == pytest.approx([b.error for b in two])
