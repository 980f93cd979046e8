from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.analytics.engine.items import QUARTER, Taken, correlation, figures

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)

# Ten people, five questions, worked by hand in the test below.
ANSWERS = ["11111", "11110", "11100", "11010", "11000", "10100", "10001", "01000", "10000", "00000"]


def taken_of(rows, at=NOW - DAY):
    return [Taken(at, {f"q{n}": float(cell) for n, cell in enumerate(row)}) for row in rows]


def test_kr20_is_what_the_formula_gives_by_hand():
    """p = .8 .6 .4 .3 .2; Σpq with n−1 in the denominator; totals 5 4 3 3 2 2 2 1 1 0: variance 2.2333."""
    made = figures(taken_of(ANSWERS), now=NOW, keys={})
    assert [round(item.p, 2) for item in made.items] == [0.8, 0.6, 0.4, 0.3, 0.2]
    sum_pq = sum(p * (1 - p) for p in (0.8, 0.6, 0.4, 0.3, 0.2)) * 10 / 9
    totals = [5, 4, 3, 3, 2, 2, 2, 1, 1, 0]
    mean = sum(totals) / 10
    variance = sum((t - mean) ** 2 for t in totals) / 9
    assert made.alpha == pytest.approx(5 / 4 * (1 - sum_pq / variance))
    assert made.sem == pytest.approx(math.sqrt(variance) * math.sqrt(1 - made.alpha))


def test_the_item_rest_correlation_leaves_the_item_out():
    made = figures(taken_of(ANSWERS), now=NOW, keys={})
    first = [float(row[0]) for row in ANSWERS]
    rest = [sum(map(float, row[1:])) for row in ANSWERS]
    assert made.items[0].rest_r == pytest.approx(correlation(first, rest))


def test_pearson_agrees_with_a_worked_example():
    """x 1..5, y 2 4 5 4 5: Sxy = 6, Sxx = 10, Syy = 6, so r = 6 / √60."""
    assert correlation([1, 2, 3, 4, 5], [2, 4, 5, 4, 5]) == pytest.approx(6 / math.sqrt(60))


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=3, max_size=30))
def test_a_correlation_lies_between_minus_one_and_one_or_is_none(pairs):
    r = correlation([x for x, _ in pairs], [y for _, y in pairs])
    assert r is None or -1.000001 <= r <= 1.000001


def simulated(people, items, *, discrimination, seed):
    """Two-parameter logistic answers of people around 0 to items from −1.5 to 1.5."""
    chance = random.Random(seed)
    places = [-1.5 + 3 * n / (items - 1) for n in range(items)]
    rows = []
    for _ in range(people):
        skill = chance.gauss(0, 1)
        cells = {
            f"q{n:02d}": float(chance.random() < 1 / (1 + math.exp(-discrimination * (skill - place))))
            for n, place in enumerate(places)
        }
        rows.append(Taken(NOW - DAY, cells))
    return rows


@pytest.mark.parametrize(("discrimination", "low", "high"), [(0.6, 0.55, 0.85), (1.5, 0.85, 0.97)])
def test_on_simulated_data_reliability_and_difficulty_come_out_as_they_went_in(discrimination, low, high):
    made = figures(simulated(600, 40, discrimination=discrimination, seed=3), now=NOW, keys={})
    assert low < made.alpha < high
    difficulties = [item.p for item in made.items]
    assert correlation(difficulties, [float(-n) for n in range(40)]) > 0.97
    assert min(item.rest_r for item in made.items) > 0


def test_a_wrong_key_shows_as_a_negative_correlation_and_stops_the_item():
    rows = [
        Taken(row.at, dict(row.shares) | {"q00": 1 - row.shares["q00"]})
        for row in simulated(300, 20, discrimination=1.5, seed=5)
    ]
    made = figures(rows, now=NOW, keys={})
    assert "stop" in made.items[0].flags
    assert all("stop" not in item.flags for item in made.items[1:])


def test_no_flag_speaks_under_a_hundred_answers():
    rows = [Taken(NOW - DAY, {"a": 0.0, "b": float(n % 2)}) for n in range(99)]
    assert [item.flags for item in figures(rows, now=NOW, keys={}).items] == [(), ()]
    assert figures([*rows, rows[0]], now=NOW, keys={}).items[0].flags == ("too_hard",)


def test_a_distractor_that_nobody_takes_and_one_that_the_strong_take_are_named():
    rows = []
    for n in range(200):
        strong = n % 2
        choice = "3" if strong and n % 4 == 1 else "2" if n % 3 else "1"
        rows.append(Taken(NOW - DAY, {"a": float(choice == "2"), "b": float(strong)}, {"a": [choice]}))
    item = figures(rows, now=NOW, keys={"a": frozenset({"2"})}).items[0]
    assert {d.option for d in item.distractors} == {"1", "2", "3"}
    assert "distractor_of_the_strong" in item.flags


def test_an_option_that_not_one_person_takes_is_named_too():
    rows = [
        Taken(NOW - DAY, {"a": float(n % 2), "b": float(n % 3 > 0)}, {"a": ["2" if n % 2 else "1"]})
        for n in range(200)
    ]
    item = figures(rows, now=NOW, keys={"a": frozenset({"2"})}, options={"a": ["1", "2", "3"]}).items[0]
    assert [(one.option, one.count) for one in item.distractors] == [("1", 100), ("2", 100), ("3", 0)]
    assert item.distractors[2].rest_r is None
    assert "idle_distractor" in item.flags


def test_drift_between_two_quarters_is_named():
    old = [Taken(NOW - QUARTER - DAY, {"a": float(n % 2), "b": 1.0}) for n in range(100)]
    new = [Taken(NOW - DAY, {"a": float(n % 10 < 8), "b": float(n % 3 > 0)}) for n in range(100)]
    item = figures([*old, *new], now=NOW, keys={}).items[0]
    assert item.drift == pytest.approx(0.3)
    assert "drift" in item.flags


def test_nothing_breaks_where_nobody_has_answered():
    made = figures([], now=NOW, keys={})
    assert (made.n, made.mean, made.alpha, made.items) == (0, None, None, ())


# Karl L. Wuensch, East Carolina University, "The Kuder-Richardson 20" (core.ecu.edu/wuenschk/StatHelp/KR20.txt): ten
# students, ten questions; he gives p, q, pq of each question and 5.84 as the variance of the totals (n in the denominator).
WUENSCH = [
    "1111110110", "1011011101", "1111011001", "0010001000", "0000010010",
    "1110111111", "1101110111", "1111111101", "0101111101", "1101101110",
]  # fmt: skip


def test_a_published_example_of_kr20_comes_out_as_published():
    made = figures(taken_of(WUENSCH), now=NOW, keys={})
    assert [round(item.p, 1) for item in made.items] == [0.7, 0.7, 0.6, 0.7, 0.6, 0.8, 0.7, 0.7, 0.5, 0.6]
    assert round(made.sd**2 * 9 / 10, 2) == 5.84
    assert made.alpha == pytest.approx(10 / 9 * (1 - 2.18 / 5.84), abs=1e-9)
    assert round(made.alpha, 3) == 0.696


def expected_share(place, discrimination):
    """The share of a standard normal population that answers rightly, by a fine sum."""
    steps = [-6 + n / 50 for n in range(601)]
    weights = [math.exp(-(x**2) / 2) for x in steps]
    rights = [w / (1 + math.exp(-discrimination * (x - place))) for w, x in zip(weights, steps, strict=True)]
    return math.fsum(rights) / math.fsum(weights)


@pytest.mark.parametrize("discrimination", [0.7, 1.0, 1.4])
def test_the_difficulty_of_known_items_is_recovered_within_its_standard_error(discrimination):
    """2,000 people, 30 items: all within four standard errors, and not more than three beyond two."""
    made = figures(simulated(2000, 30, discrimination=discrimination, seed=11), now=NOW, keys={})
    far = []
    for n, item in enumerate(made.items):
        p = expected_share(-1.5 + 3 * n / 29, discrimination)
        far.append(abs(item.p - p) / math.sqrt(p * (1 - p) / 2000))
    assert max(far) < 4
    assert sum(one > 2 for one in far) <= 3


def test_items_that_separate_more_show_it():
    low = figures(simulated(1500, 20, discrimination=0.5, seed=2), now=NOW, keys={})
    high = figures(simulated(1500, 20, discrimination=1.5, seed=2), now=NOW, keys={})
    assert min(item.rest_r for item in high.items) > max(item.rest_r for item in low.items)


def test_the_median_time_is_shown_and_a_slow_question_is_named_from_a_hundred_answers():
    rows = [Taken(NOW - DAY, {"a": float(n % 2), "b": 1.0}, {}, {"a": 200.0 + n % 3}) for n in range(100)]
    first, second = figures(rows, now=NOW, keys={}).items
    assert (first.seconds, "slow" in first.flags, second.seconds) == (201.0, True, None)
    assert "slow" not in figures(rows[:99], now=NOW, keys={}).items[0].flags
