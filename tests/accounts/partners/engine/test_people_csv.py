import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.partners.engine.capabilities import Role
from accounts.partners.engine.people_csv import PeopleSheet, PersonRow, read_people


@pytest.mark.parametrize(
    "text",
    [
        "email,name,role\nada@example.org,Ada Abbas,Instructor\n",
        "\ufeffRole;Full name;E-mail\r\ninstructor;Ada Abbas;ADA@example.org\r\n",
        'name\temail\trole\n"Ada Abbas"\tada@example.org\tINSTRUCTOR',
    ],
)
def test_a_sheet_is_read_however_it_was_saved(text):
    assert read_people(text) == PeopleSheet(
        (PersonRow(2, "ada@example.org", "Ada Abbas", Role.INSTRUCTOR),), ()
    )


def test_each_bad_line_is_named_and_the_good_ones_stay():
    sheet = read_people(
        "email,name,role\n"
        "ada@example.org,Ada,owner\n"
        "ada(at)example.org,Ada,owner\n"
        "ada@example.org,Ada,owner\n"
        "b@example.org,,owner\n"
        "c@example.org,C,boss\n"
        "d@example.org,D,reviewer\n"
    )
    assert [(row.line, row.role.value) for row in sheet.rows] == [(2, "owner"), (7, "reviewer")]
    assert [(error.line, error.code) for error in sheet.errors] == [
        (3, "bad-email"),
        (4, "twice"),
        (5, "bad-name"),
        (6, "bad-role"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("email,name\na@example.org,A", "no-column"),
        ("email,name,role", "no-rows"),
        ("x" * 200_001, "too-long"),
    ],
)
def test_a_sheet_that_says_nothing_says_why(text, code):
    assert [error.code for error in read_people(text).errors] == [code]


@given(st.text(max_size=400))
def test_no_text_breaks_it_and_every_row_it_reads_is_whole(text):
    for sheet in (read_people(text), read_people("email,name,role\n" + text)):
        assert all(row.email and row.name and row.role in Role for row in sheet.rows)
        assert len({row.email for row in sheet.rows}) == len(sheet.rows)
