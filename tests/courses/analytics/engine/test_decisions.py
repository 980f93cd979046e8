from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.analytics.engine.decisions import decisions, twice
from courses.analytics.engine.items import Taken, figures
from tests.courses.analytics.engine.test_items import NOW, simulated


def test_with_equal_shares_of_all_skills_it_is_what_exact_fractions_give():
    """Three questions, every true share equally likely: P(x, y) = C(3,x) C(3,y) (x+y)! (6−x−y)! / 7!."""

    def chance(x, y):
        ways = math.comb(3, x) * math.comb(3, y)
        return Fraction(ways * math.factorial(x + y) * math.factorial(6 - x - y), math.factorial(7))

    pairs = [(x, y) for x in range(4) for y in range(4)]
    alike = sum(chance(x, y) for x, y in pairs if (x >= 2) == (y >= 2))
    agreement, passes = twice(3, 2, 1, 1)
    assert agreement == pytest.approx(float(alike))
    assert passes == pytest.approx(0.5)


def test_the_figures_of_a_table_are_those_of_its_moments():
    """Scores 0 to 3 equally often: mean 1.5, variance 5/4 (n − 1: 1.2626…), reliability 3/5: three effective questions."""
    made = decisions([0.0, 1.0, 2.0, 3.0] * 25, size=3, pass_share=2 / 3, alpha=0.6)
    agreement, _passes = twice(3, 2, 1, 1)
    assert made.agreement == pytest.approx(agreement, abs=0.005)
    assert made.kappa == pytest.approx((agreement - 0.5) / 0.5, abs=0.01)
    assert (made.n, made.cut, made.size, made.cut_error) == (100, 2, 3, 1.0)


@pytest.mark.parametrize(
    ("size", "cut", "a", "b"), [(60, 41, 14, 6), (40, 28, 7, 3), (12, 9, 5, 3), (12, 9, 20, 8)]
)
def test_it_agrees_with_two_forms_that_are_really_sat(size, cut, a, b):
    """4,000 people whose true shares follow a beta distribution sit two forms; the estimate sees the first alone."""
    chance = random.Random(size)
    first, alike = [], 0
    for _ in range(4000):
        share = chance.betavariate(a, b)
        one, two = (sum(chance.random() < share for _ in range(size)) for _form in range(2))
        first.append(float(one))
        alike += (one >= cut) == (two >= cut)
    reliability = size / (
        size + a + b
    )  # of a binomial test under a beta distribution: KR-21 of the population
    made = decisions(first, size=size, pass_share=cut / size, alpha=reliability)
    assert made.cut == cut
    assert made.agreement == pytest.approx(alike / 4000, abs=0.02)


def test_it_agrees_with_two_forms_of_questions_of_different_difficulty():
    """Another model than its own: logistic answers, the reliability estimated from the first form."""
    rows = simulated(2000, 80, discrimination=1.0, seed=12)
    halves = [
        [{k: v for k, v in row.shares.items() if int(k[1:]) % 2 == half} for row in rows] for half in (0, 1)
    ]
    made = figures([Taken(NOW, shares) for shares in halves[0]], now=NOW, keys={})
    totals, others = ([sum(shares.values()) for shares in half] for half in halves)
    alike = sum((one >= 24) == (two >= 24) for one, two in zip(totals, others, strict=True)) / 2000
    found = decisions(totals, size=40, pass_share=0.6, alpha=made.alpha)
    assert found.agreement == pytest.approx(alike, abs=0.03)


def test_partial_credit_counts_as_what_it_is():
    halves = decisions([n % 13 / 2 + 3 for n in range(200)], size=12, pass_share=0.5, alpha=0.7)
    assert 0.5 < halves.agreement < 1


def test_it_says_nothing_under_a_hundred_people_or_where_nothing_varies():
    assert decisions([1.0, 2.0] * 49, size=3, pass_share=0.7, alpha=0.8) is None
    assert decisions([1.0, 2.0] * 50, size=3, pass_share=0.7, alpha=None) is None
    assert decisions([1.0, 2.0] * 50, size=3, pass_share=0.7, alpha=-0.1) is None
    assert decisions([1.0] * 100, size=3, pass_share=0.7, alpha=0.8) is None
    assert decisions([0.0, 3.0] * 50, size=3, pass_share=0.7, alpha=0.999) is None
    assert decisions([1.0] * 100, size=1, pass_share=0.7, alpha=0.8) is None
    assert decisions([1.0, 2.0] * 50, size=3, pass_share=0.7, alpha=0.8).n == 100


def test_seventy_of_a_hundred_asks_for_seven_of_ten_and_not_for_eight():
    assert decisions([5.0, 9.0] * 50, size=10, pass_share=0.7, alpha=0.8).cut == 7


def test_a_cut_that_everybody_passes_is_decided_alike_and_has_no_kappa():
    made = decisions([1.0, 2.0, 3.0, 2.0] * 25, size=4, pass_share=0.0, alpha=0.5)
    assert made.agreement == pytest.approx(1)
    assert made.kappa is None


@given(st.integers(1, 30), st.integers(0, 31), st.floats(0.1, 40), st.floats(0.1, 40))
def test_agreement_lies_between_a_half_and_one(size, cut, a, b):
    agreement, passes = twice(size, min(cut, size + 1), a, b)
    assert 0.5 - 1e-9 <= agreement <= 1
    assert 0 <= passes <= 1


@given(st.lists(st.sampled_from([n / 4 for n in range(49)]), min_size=100, max_size=120), st.floats(-1, 2))
def test_no_table_of_scores_breaks_it(totals, alpha):
    made = decisions(totals, size=12, pass_share=0.7, alpha=alpha)
    assert made is None or (0.5 - 1e-9 <= made.agreement <= 1 and 0 < made.cut_error < 2)
