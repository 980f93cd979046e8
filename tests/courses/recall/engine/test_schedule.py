from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.recall.engine.schedule import (
    AT_ONCE,
    RETURNS,
    Due,
    Outcome,
    Try,
    due_now,
    next_return,
    warm_up,
)

READ = datetime(2026, 11, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)

tries = st.lists(
    st.builds(
        Try,
        st.integers(0, 60 * 24).map(lambda hours: READ + timedelta(hours=hours)),
        st.sampled_from(Outcome),
    ),
    max_size=8,
)


def days(*outcomes: tuple[float, str]):
    made = next_return(READ, [Try(READ + day * DAY, Outcome(what)) for day, what in outcomes])
    return None if made is None else ((made[0] - READ) / DAY, made[1])


def test_a_question_comes_back_after_two_seven_and_twenty_one_days_and_then_rests():
    assert days() == (2, 0)
    assert days((2, "right")) == (7, 1)
    assert days((2, "right"), (7, "right")) == (21, 2)
    assert days((2, "right"), (7, "right"), (21, "right")) is None


def test_who_comes_late_keeps_the_gaps():
    assert days((10, "right")) == (15, 1)
    assert days((10, "right"), (15, "right")) == (29, 2)


def test_a_wrong_answer_comes_back_after_two_days_and_a_skipped_one_the_next_day():
    assert days((2, "wrong")) == (4, 0)
    assert days((2, "right"), (7, "wrong")) == (9, 1)
    assert days((2, "skipped")) == (3, 0)


@given(tries)
def test_no_question_returns_before_its_time(given_tries):
    coming = next_return(READ, given_tries)
    right = sum(one.outcome is Outcome.RIGHT for one in given_tries)
    assert (coming is None) == (right >= len(RETURNS))
    if coming is not None:
        due, behind = coming
        assert behind == right
        assert due >= READ + RETURNS[0] or given_tries
        assert all(due > one.at for one in given_tries)


@given(tries)
def test_the_order_in_which_answers_are_read_does_not_matter(given_tries):
    assert next_return(READ, given_tries) == next_return(READ, reversed(given_tries))


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), tries), max_size=12),
    st.integers(0, 80),
)
def test_what_waits_has_come_due_longest_first_and_a_day_holds_five(rows, day):
    now = READ + day * DAY
    found = due_now([(activity, question, READ, held) for activity, question, held in rows], now)
    assert list(found) == sorted(found)
    assert all(one.since <= now for one in found)
    for answered in range(8):
        shown = warm_up(found, answered)
        assert shown == found[: len(shown)]
        assert len(shown) == min(len(found), max(0, AT_ONCE - answered))


def test_the_first_of_two_lessons_asks_first():
    late = READ + DAY
    assert due_now([("b", "r1", late, []), ("a", "r1", READ, [])], READ + 9 * DAY) == (
        Due(READ + 2 * DAY, "a", "r1"),
        Due(late + 2 * DAY, "b", "r1"),
    )
