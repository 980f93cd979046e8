from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from courses.worksamples.engine.rating import disagreements, kept_of_late, passes, problems, settle, words_in
from courses.worksamples.engine.specs import Late, parsed
from tests.factories.works import levels, points, sample

RUBRIC = parsed(sample()).rubric
GIVEN = st.builds(points, *[st.integers(0, 2)] * 3)


def test_one_rater_is_enough_where_the_sample_says_so():
    made = settle(RUBRIC, [points(2, 1, 0)], wanted=1)
    assert (made.code, made.total, made.rule) == ("decided", 3, "one rater")


def test_two_raters_who_agree_are_averaged():
    made = settle(RUBRIC, [points(2, 2, 1), points(2, 1, 1)], wanted=2)
    assert (made.code, made.points["check"], made.total) == ("decided", Fraction(3, 2), Fraction(9, 2))


def test_two_points_apart_call_a_third_rater():
    assert settle(RUBRIC, [points(2, 2, 2), points(2, 2, 0)], wanted=2).code == "third"


def test_adjacent_points_call_a_third_rater_where_only_one_of_the_two_passes_the_work():
    first, second = points(2, 1, 1), points(1, 1, 1)
    assert (passes(RUBRIC, first), passes(RUBRIC, second)) == (True, False)
    assert disagreements(RUBRIC, first, second) == ["task"]
    assert settle(RUBRIC, [first, second], wanted=2).code == "third"


def test_of_three_raters_the_middle_counts_for_each_criterion():
    made = settle(RUBRIC, [points(2, 0, 1), points(0, 2, 1), points(1, 2, 2)], wanted=2)
    assert (made.code, dict(made.points)) == ("decided", {"task": 1, "check": 2, "doubt": 1})


def test_a_criterion_below_what_it_needs_fails_the_work_whatever_the_points():
    assert not passes(RUBRIC, points(2, 0, 2))
    assert passes(RUBRIC, points(2, 1, 1))


def test_points_outside_the_scale_are_named():
    assert problems(RUBRIC, {"task": 3, "check": 1}) == ["task", "doubt"]


def test_each_begun_day_after_the_due_date_costs_its_share():
    due, late = datetime(2026, 5, 3, 9, 0, tzinfo=UTC), Late(per_day=0.1)
    days = [
        timedelta(0),
        timedelta(minutes=1),
        timedelta(days=1),
        timedelta(days=1, seconds=1),
        timedelta(days=30),
    ]
    kept = [kept_of_late(late, due_at=due, handed_in_at=due + one) for one in days]
    assert kept == [1, Fraction(9, 10), Fraction(9, 10), Fraction(4, 5), 0]
    assert kept_of_late(None, due_at=due, handed_in_at=due + days[-1]) == 1


def test_words_are_what_a_person_counts():
    assert words_in("  one two\nthree – four ") == 5


@given(GIVEN, GIVEN)
def test_the_order_of_two_raters_changes_nothing(first, second):
    assert settle(RUBRIC, [first, second], wanted=2) == settle(RUBRIC, [second, first], wanted=2)


@given(st.lists(GIVEN, min_size=3, max_size=3), st.permutations(range(3)))
def test_the_order_of_three_raters_changes_nothing(given_points, order):
    shuffled = [given_points[n] for n in order]
    assert settle(RUBRIC, given_points, wanted=2) == settle(RUBRIC, shuffled, wanted=2)


@given(st.lists(GIVEN, min_size=1, max_size=3), st.sampled_from([1, 2]))
def test_what_is_decided_lies_between_the_lowest_and_the_highest_rating(given_points, wanted):
    made = settle(RUBRIC, given_points, wanted=wanted)
    for name, value in made.points.items():
        said = [one[name] for one in given_points]
        assert min(said) <= value <= max(said)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rubric": sample()["rubric"] | {"pass": 7}}, "the pass mark is 7"),
        ({"text": {"min": 0, "max": 200}}, "an empty hand-in could be rated"),
        ({"text": {"min": 300, "max": 200}}, "the text needs 300 words"),
        ({"files": {"min": 3, "max": 2}}, "3 files are needed"),
        ({"surprise": 1}, "Extra inputs are not permitted"),
        (
            {"rubric": {"pass": 1, "criteria": [{"id": "a", "title": "A", "levels": levels()}] * 2}},
            "two criteria have the same id",
        ),
        (
            {
                "rubric": {
                    "pass": 1,
                    "criteria": [
                        {"id": "a", "title": "A", "levels": list(reversed(levels()))},
                        {"id": "b", "title": "B", "levels": levels()},
                    ],
                }
            },
            "must have the points 0, 1, 2",
        ),
    ],
)
def test_a_contradiction_in_the_authors_file_is_named(change, words):
    with pytest.raises(ValidationError, match=words):
        parsed(sample(**change))
