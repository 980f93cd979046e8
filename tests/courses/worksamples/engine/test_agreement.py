from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from courses.worksamples.engine.agreement import FLOOR, agreement, weighted_kappa

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=60)


def by_hand(table: list[list[int]]) -> list[tuple[int, int]]:
    return [(a, b) for a, row in enumerate(table) for b, count in enumerate(row) for _ in range(count)]


def test_kappa_of_a_table_worked_by_hand():
    # 100 pairs; rows add up to 34, 36, 30, columns to 33, 32, 35. Squared steps seen: (12 + 8 + 8) + 4 * 3 = 40.
    # By chance: (34 * 32 + 36 * 33 + 36 * 35 + 30 * 32 + 4 * (34 * 35 + 30 * 33)) / 100 = 132.16.
    table = [[22, 12, 0], [8, 20, 8], [3, 0, 27]]
    assert weighted_kappa(by_hand(table), 2) == pytest.approx(1 - 40 / 132.16)


def test_kappa_of_two_points_is_the_plain_one():
    # 20 both yes, 15 both no, 5 and 10 apart: observed .70, by chance .50, kappa .40.
    assert weighted_kappa(by_hand([[20, 5], [10, 15]]), 1) == pytest.approx(0.40)


def test_a_few_pairs_say_nothing():
    few = agreement([(0, 0), (1, 2)] * (FLOOR // 2 - 1), 2)
    assert (few.n, few.exact_percent, few.adjacent_percent, few.kappa) == (FLOOR - 2, 50, 100, None)
    assert agreement([(0, 0), (1, 2)] * (FLOOR // 2), 2).kappa is not None


def test_raters_who_always_say_the_same_one_thing_have_no_kappa():
    assert agreement([(2, 2)] * FLOOR, 2).kappa is None


def test_low_agreement_is_flagged():
    low = agreement([(0, 2), (2, 0), (1, 1), (2, 2), (0, 1)] * 5, 2)
    assert low.is_flagged
    assert not low.is_firm


@given(PAIRS)
def test_kappa_does_not_care_who_was_first(pairs):
    assert weighted_kappa(pairs, 3) == pytest.approx(weighted_kappa([(b, a) for a, b in pairs], 3))


@given(PAIRS)
def test_kappa_is_never_above_one_and_is_one_only_without_a_difference(pairs):
    kappa = weighted_kappa(pairs, 3)
    assume(kappa is not None)
    assert kappa <= 1
    assert (kappa == 1) == all(a == b for a, b in pairs)
