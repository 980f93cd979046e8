from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.meetings.engine.presence import (
    Presence,
    Record,
    Status,
    at_check_in,
    contact_minutes,
    from_minutes,
    from_stays,
    summarise,
)

START = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
END = START + timedelta(minutes=90)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("stays", "presence"),
    [
        ([(-5, 91)], Presence(Status.PRESENT, 90)),
        ([(0, 40), (30, 85)], Presence(Status.PRESENT, 85)),
        ([(20, 90)], Presence(Status.LATE, 70)),
        ([(0, 45)], Presence(Status.LEFT_EARLY, 45)),
        ([(20, 45)], Presence(Status.LATE, 25)),
        ([(-40, -5), (95, 120)], Presence(Status.ABSENT)),
        ([], Presence(Status.ABSENT)),
    ],
)
def test_stays_in_a_call_become_a_status(stays, presence):
    assert from_stays([(at(begin), at(end)) for begin, end in stays], START, END) == presence


def test_minutes_alone_become_a_status():
    assert [from_minutes(n, 90) for n in (0, 30, 71, 72, 200)] == [
        Presence(Status.ABSENT),
        Presence(Status.LEFT_EARLY, 30),
        Presence(Status.LEFT_EARLY, 71),
        Presence(Status.PRESENT, 72),
        Presence(Status.PRESENT, 90),
    ]


def test_who_checks_in_up_to_ten_minutes_late_is_present_and_later_gets_what_is_left():
    assert [at_check_in(at(n), START, END) for n in (-15, 10, 11, 89.5)] == [
        Presence(Status.PRESENT),
        Presence(Status.PRESENT),
        Presence(Status.LATE, 79),
        Presence(Status.LATE, 1),
    ]


def test_the_sum_counts_excused_neither_for_nor_against():
    found = summarise(
        [
            Record("present", None, 90),
            Record("late", 60, 90),
            Record("excused", None, 60),
            Record("absent", None, 60),
        ],
        [90, 90, 60, 60, 30],
    )
    assert (found.held, found.there, found.excused, found.absent, found.unrecorded) == (5, 2, 1, 1, 1)
    assert (found.minutes, found.possible, found.share, found.hours) == (150, 330, 66, "2:30")


def test_nobody_has_a_share_of_nothing():
    assert summarise([Record("excused", None, 60)], [60]).share is None


@given(st.lists(st.tuples(st.integers(-200, 300), st.integers(1, 200)), max_size=8))
def test_nobody_gets_more_contact_than_the_meeting_was_long(stays):
    presence = from_stays([(at(begin), at(begin + length)) for begin, length in stays], START, END)
    contact = contact_minutes(presence.status, presence.minutes, 90)
    assert 0 <= contact <= 90
    assert (contact == 0) == (presence.status == Status.ABSENT)


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(1, 60)), min_size=1, max_size=8))
def test_the_minutes_are_those_that_a_count_minute_by_minute_gives(stays):
    inside = {n for begin, length in stays for n in range(begin, begin + length) if 0 <= n < 90}
    presence = from_stays([(at(begin), at(begin + length)) for begin, length in stays], START, END)
    assert presence.minutes == len(inside)
