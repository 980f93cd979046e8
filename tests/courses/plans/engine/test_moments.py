from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.plans.engine.moments import BadMoment, Moment, read_moment, relative, resolve

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("week 2 Friday 17:00", "week 2 Friday 17:00"),
        ("  WEEK 02, fri, 9:05", "week 2 Friday 09:05"),
        ("2026-03-06 17:00", "2026-03-06 17:00"),
        ("2026-03-06T7:00", "2026-03-06 07:00"),
    ],
)
def test_what_people_write_is_read_and_kept_in_one_way(text, canonical):
    assert str(read_moment(text)) == canonical


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("soon", "shape"),
        ("", "shape"),
        ("week 0 Friday 17:00", "week"),
        ("week 105 Friday 17:00", "week"),
        ("week 2 T 17:00", "day"),
        ("week 2 Someday 17:00", "day"),
        ("week 2 Friday 24:00", "time"),
        ("2026-02-30 17:00", "day"),
        ("0001-01-01 17:00", "day"),
    ],
)
def test_what_is_not_clear_is_refused_with_its_reason(text, code):
    with pytest.raises(BadMoment) as refused:
        read_moment(text)
    assert refused.value.code == code


def test_week_two_friday_is_the_first_friday_after_seven_days():
    wednesday = date(2026, 3, 4)
    assert resolve(read_moment("week 2 Friday 17:00"), wednesday, AMSTERDAM) == datetime(
        2026, 3, 13, 16, 0, tzinfo=UTC
    )
    assert resolve(read_moment("week 1 Monday 09:00"), wednesday, AMSTERDAM).date() == date(2026, 3, 9)


def test_an_hour_that_the_clocks_skip_is_the_hour_after():
    found = resolve(read_moment("2026-03-29 02:30"), date(2026, 3, 1), AMSTERDAM)
    assert (found.hour, found.minute, found.utcoffset()) == (3, 30, timedelta(hours=2))


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    found = set()
    try:
        found.add(str(read_moment(text)))
    except BadMoment as error:
        found.add(error.code)
    assert len(found) == 1


@given(days, st.integers(0, 700), clocks)
def test_a_plan_taken_from_a_cohort_gives_the_same_cohort_again(first, after, at):
    local = datetime.combine(first + timedelta(days=after), at)
    moment = relative(local, first)
    assert moment.day is None
    found = resolve(moment, first, ZoneInfo("UTC"))
    assert found.replace(tzinfo=None) == local


@given(days, st.integers(1, 104), st.integers(0, 6), clocks)
def test_no_relative_moment_lies_before_the_first_day_or_outside_its_week(first, week, weekday, at):
    found = resolve(Moment(at, week=week, weekday=weekday), first, ZoneInfo("UTC")).date()
    assert found.weekday() == weekday
    assert 7 * (week - 1) <= (found - first).days < 7 * week


def test_what_lies_before_the_first_day_stays_fixed():
    assert relative(datetime(2026, 3, 1, 9, 0, tzinfo=UTC), date(2026, 3, 4)) == Moment(
        time(9, 0), day=date(2026, 3, 1)
    )
