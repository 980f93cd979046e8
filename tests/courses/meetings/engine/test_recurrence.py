from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import MO, WEEKLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from courses.meetings.engine.recurrence import MOST, Rule, RuleError, moved, occurrences, to_local, to_utc

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
WEEKDAYS = st.frozensets(st.integers(0, 6), min_size=1)
ZONES = st.sampled_from(
    ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Africa/Nairobi", "Asia/Kathmandu"]
)


def code_of(rule: Rule) -> str:
    with pytest.raises(RuleError) as caught:
        occurrences(rule)
    return caught.value.code


def test_every_other_tuesday_and_thursday_four_times():
    rule = Rule(date(2026, 3, 3), time(14), 2, frozenset({1, 3}), count=4)
    assert [one.strftime("%d.%m. %H:%M") for one in occurrences(rule)] == [
        "03.03. 14:00",
        "05.03. 14:00",
        "17.03. 14:00",
        "19.03. 14:00",
    ]


def test_a_series_that_starts_in_mid_week_leaves_out_the_days_before():
    rule = Rule(date(2026, 3, 4), time(9), 1, frozenset({0, 2}), until=date(2026, 3, 16))
    assert [one.day for one in occurrences(rule)] == [4, 9, 11, 16]


def test_a_meeting_at_two_stays_at_two_when_summer_time_begins():
    rule = Rule(date(2026, 3, 24), time(14), 1, frozenset({1}), count=2)
    assert [to_utc(one, AMSTERDAM).hour for one in occurrences(rule)] == [13, 12]


def test_an_hour_that_does_not_exist_is_read_with_the_offset_before_it_and_a_double_one_is_the_first():
    gap, twice = datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001 - clock on the wall
    assert to_utc(gap, AMSTERDAM) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert to_utc(twice, AMSTERDAM) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"count": None}, "endless"),
        ({"count": MOST + 1}, "too-many"),
        ({"count": None, "until": date(2028, 1, 1), "weekdays": frozenset(range(7))}, "too-many"),
        ({"count": 100, "weeks": 12}, "too-long"),
        ({"count": None, "until": date(2026, 3, 1)}, "none"),
        ({"weekdays": frozenset()}, "bad"),
        ({"weekdays": frozenset({9})}, "bad"),
        ({"weeks": 0}, "bad"),
    ],
)
def test_a_rule_that_gives_no_series_says_why(change, code):
    rule = {"first": date(2026, 3, 3), "at": time(14), "weeks": 1, "weekdays": frozenset({1}), "count": 3}
    assert code_of(Rule(**rule | change)) == code


@given(DAYS, TIMES, st.integers(1, 4), WEEKDAYS, st.integers(1, 30))
def test_a_series_is_the_one_that_an_independent_reader_of_the_standard_finds(first, at, weeks, days, count):
    mine = occurrences(Rule(first, at, weeks, days, count=count))
    theirs = rrule(
        WEEKLY,
        dtstart=datetime.combine(first, at),
        interval=weeks,
        byweekday=sorted(days),
        wkst=MO,
        count=count,
    )
    assert mine == tuple(theirs)


@given(DAYS, TIMES, st.integers(1, 4), WEEKDAYS, st.integers(0, 300))
def test_until_a_day_finds_the_same_as_the_standard(first, at, weeks, days, span):
    until = first + timedelta(days=span)
    theirs = list(
        rrule(
            WEEKLY,
            dtstart=datetime.combine(first, at),
            interval=weeks,
            byweekday=sorted(days),
            wkst=MO,
            until=datetime.combine(until, time.max),
        )
    )
    rule = Rule(first, at, weeks, days, until=until)
    if not theirs:
        assert code_of(rule) == "none"
    elif len(theirs) > MOST:
        assert code_of(rule) == "too-many"
    else:
        assert occurrences(rule) == tuple(theirs)


@given(DAYS, TIMES, WEEKDAYS, ZONES)
def test_every_meeting_of_a_series_shows_the_same_time_on_the_wall(first, at, days, zone):
    zone = ZoneInfo(zone)
    for local in occurrences(Rule(first, at, 1, days, count=40)):
        back = to_local(to_utc(local, zone), zone)
        # Only an hour that a change of the clock leaves out can differ, and by no more than the clock jumps.
        assert back == local or timedelta(0) < back - local <= timedelta(hours=1)


@given(DAYS, TIMES, st.integers(-60, 60), TIMES)
def test_a_moved_series_goes_as_many_days_on_and_keeps_its_distances(day, at, days, later):
    old = datetime.combine(day, at)
    new = datetime.combine(day + timedelta(days=days), later)
    follower = old + timedelta(weeks=3)
    assert moved(old, old=old, new=new) == new
    assert moved(follower, old=old, new=new) - new == timedelta(weeks=3)
