from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.meetings.engine.call_csv import CallSheet, read_call, read_minutes, read_moment

DAY, ZONE = date(2026, 3, 2), ZoneInfo("Europe/Amsterdam")


def read(text: str) -> CallSheet:
    return read_call(text, day=DAY, zone=ZONE)


def test_join_and_leave_are_read_in_the_cohorts_zone_and_with_other_names_and_marks():
    sheet = read(
        "Name;Email;Join time;Leave time\nLena;LENA@example.org;14:00;15:05\nOmar;o@example.org;2026-03-02T13:00:00Z;2026-03-02 15:00\n"
    )
    assert sheet.errors == ()
    assert [(row.line, row.email, row.stay) for row in sheet.rows] == [
        (
            2,
            "lena@example.org",
            (datetime(2026, 3, 2, 13, 0, tzinfo=UTC), datetime(2026, 3, 2, 14, 5, tzinfo=UTC)),
        ),
        (
            3,
            "o@example.org",
            (datetime(2026, 3, 2, 13, 0, tzinfo=UTC), datetime(2026, 3, 2, 14, 0, tzinfo=UTC)),
        ),
    ]


def test_minutes_are_read_as_numbers_and_as_spans():
    assert [read_minutes(text) for text in ("52", "52.9", "52,9", "0:52:30", "1:02:00", "-1", "9999", "x", "٣")] == [
        52, 52, 52, 52, 62, None, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("", [(1, "empty", "")]),
        ("name,minutes\nx,3", [(1, "no-column", "email")]),
        ("email,join\na@b,14:00", [(1, "no-column", "minutes")]),
        ("email,minutes", [(2, "no-rows", "")]),
        ("email,minutes\n\nnobody,5", [(3, "bad-email", "nobody")]),
        ("email,minutes\na@b,many\na@b,", [(2, "bad-minutes", "many"), (3, "no-time", "")]),
        ("email,join,leave\na@b,03/02/2026 14:00,15:00", [(2, "bad-time", "03/02/2026 14:00")]),
        ("email,join,leave\na@b,15:00,14:00", [(2, "backwards", "14:00")]),
        ("email,join,leave\na@b,2:00 PM,15:00", [(2, "bad-time", "2:00 PM")]),
    ],
)
def test_each_problem_has_its_line(text, errors):
    assert [(error.line, error.code, error.value) for error in read(text).errors] == errors


def test_of_two_columns_of_one_name_the_first_is_read():
    assert read("email,minutes,duration\na@b,5,9").rows[0].minutes == 5


@given(st.text(max_size=400))
def test_whatever_is_in_the_file_reading_it_does_not_fail(text):
    for whole in (text, f"email,join,leave\n{text}", f"email,minutes\na@b,{text}"):
        assert isinstance(read(whole), CallSheet)


@given(st.text(max_size=40))
def test_whatever_stands_for_a_time_reading_it_does_not_fail(text):
    found = read_moment(text, DAY, ZONE)
    assert found is None or found.tzinfo is UTC
