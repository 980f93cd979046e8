import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.cohorts.engine.roster import Roster, RosterRow, read_roster


@pytest.mark.parametrize(
    "text",
    [
        "email,name,organisation\nada@example.org,Ada Abbas,Harbour\n",
        "\ufeffName;E-mail;Company\r\nAda Abbas;ADA@example.org;Harbour\r\n",
        'organisation\tname\temail\nHarbour\t"Ada Abbas"\tada@example.org',
    ],
)
def test_a_spreadsheet_is_read_however_it_was_saved(text):
    assert read_roster(text) == Roster((RosterRow(2, "ada@example.org", "Ada Abbas", "Harbour"),), ())


def test_each_bad_row_is_named_by_its_line_and_the_good_ones_stay():
    text = (
        "email,name\nada@example.org,Ada\n,Nobody\nno-address,X\nADA@example.org,Again\nbo@example.org,"
        + "B" * 200
    )
    found = read_roster(text)
    assert [row.email for row in found.rows] == ["ada@example.org"]
    assert [(error.line, error.code, error.value[:10]) for error in found.errors] == [
        (3, "no-email", ""),
        (4, "bad-email", "no-address"),
        (5, "twice", "2"),
        (6, "bad-name", "BBBBBBBBBB"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("name\nAda\n", "no-email-column"),
        ("email\n", "no-rows"),
        ("x" * 1_000_001, "too-long"),
        ("email\n" + '"a' * 70000, "unreadable"),
    ],
)
def test_a_text_without_rows_says_why(text, code):
    assert [error.code for error in read_roster(text).errors] == [code]


@given(st.text(max_size=300))
def test_no_text_makes_it_fall(text):
    assert isinstance(read_roster(text), Roster)
    assert isinstance(read_roster("email,name\n" + text), Roster)
