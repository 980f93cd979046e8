from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.progress.engine.completion import State, Step
from courses.progress.engine.goals import asked_for, even_dates, is_walked

STEPS = [
    Step("m1.l1", "lesson", "m1"),
    Step("m1.extra", "lesson", "m1", is_required=False),
    Step("m1.quiz", "quiz", "m1"),
    Step("m2.l1", "lesson", "m2"),
    Step("m3.quiz", "quiz", "m3"),
    Step("s1", "lab", "m3"),
]
OPENS = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_credentials_path_holds_what_it_names_in_course_order_and_nothing_else():
    spec = {
        "requires": [
            {"lab": "s1", "result": "pass"},
            {"quiz": "m3"},
            {"lessons_read": ["m1"]},
            "something new",
        ]
    }
    assert [step.key for step in asked_for(spec, STEPS)] == ["m1.l1", "m3.quiz", "s1"]
    assert asked_for({}, STEPS) == ()


def test_a_path_is_walked_when_every_step_is_met_and_an_empty_one_never_is():
    met = {"m1.l1": State("done"), "m1.quiz": State("failed")}
    assert (is_walked(STEPS[:1], met), is_walked(STEPS[:3], met), is_walked((), met)) == (True, False, False)


@given(st.integers(min_value=1, max_value=200), st.integers(min_value=1, max_value=400))
def test_dates_are_spread_evenly_and_the_last_step_is_due_at_the_end(count, days):
    closes = OPENS + timedelta(days=days)
    dates = even_dates(count, opens_at=OPENS, closes_at=closes)
    assert (len(dates), dates[-1], sorted(dates)) == (count, closes, list(dates))
