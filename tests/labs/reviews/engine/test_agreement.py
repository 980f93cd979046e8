"""Agreement of people and rules, with what can be said at this number of runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.reviews.engine.agreement import agreement

POINTS = st.integers(0, 2)


def test_nothing_is_said_without_verdicts() -> None:
    assert agreement([]).kappa is None


def test_one_verdict_on_both_sides_says_nothing() -> None:
    assert (agreement([(2, 2)] * 9).agreed, agreement([(2, 2)] * 9).kappa) == (9, None)


def test_a_known_table() -> None:
    """20 + 15 agreements of 50, each side 25 to 25 and 30 to 20: po .7, pe .5, kappa .4."""
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    found = agreement(pairs)
    assert (found.n, found.agreed, found.kappa) == (50, 35, 0.4)
    assert found.error == pytest.approx(0.13, abs=0.001)
    assert (found.is_flagged, found.is_enough) == (True, True)


@given(st.lists(st.tuples(POINTS, POINTS), min_size=1, max_size=60))
def test_kappa_lies_between_minus_one_and_one_and_does_not_know_order(pairs: list[tuple[int, int]]) -> None:
    found = agreement(pairs)
    assert found == agreement(pairs[::-1])
    assert found.kappa is None or -1 <= found.kappa <= 1


@given(st.lists(POINTS, min_size=1, max_size=60))
def test_full_agreement_is_one_or_says_nothing(points: list[int]) -> None:
    assert agreement([(one, one) for one in points]).kappa in {1.0, None}
