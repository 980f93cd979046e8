"""Workbooks as people save them, and as nobody should send them."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from accounts.partners.engine.workbook import BadWorkbook, is_workbook, workbook_text
from courses.cohorts.engine.roster import read_roster


def book(*rows, sheet_state: str = "visible") -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.active.sheet_state = sheet_state
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(data: bytes, **parts: bytes) -> bytes:
    """The same archive with parts added or replaced; `__` stands for `/`."""
    named = {name.replace("__", "/").replace("_DOT_", "."): body for name, body in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in named:
                new.writestr(part, old.read(part))
        for name, body in named.items():
            new.writestr(name, body)
    return out.getvalue()


def refusal(data: bytes) -> BadWorkbook:
    with pytest.raises(BadWorkbook) as refused:
        workbook_text(data, most_rows=100)
    return refused.value


HEAD = ["email", "name", "organisation"]
GOOD = book(HEAD, ["ada@example.org", "Ada, L.", None], [], ["bob@example.org", 'Bob "B"', 42])


def test_a_sheet_becomes_text_with_the_same_row_numbers():
    rows = read_roster(workbook_text(GOOD, most_rows=100)).rows
    assert [(row.line, row.email, row.name, row.organisation) for row in rows] == [
        (2, "ada@example.org", "Ada, L.", ""),
        (4, "bob@example.org", 'Bob "B"', "42"),
    ]


def test_a_wrong_address_is_found_at_its_sheet_row():
    roster = read_roster(workbook_text(book(HEAD, [], ["nobody"]), most_rows=100))
    assert [(error.line, error.code) for error in roster.errors] == [(3, "bad-email")]


def test_formulas_dates_truths_and_decimals_are_named_by_cell():
    found = refusal(book(HEAD, ["=HYPERLINK(1)", date(2026, 1, 1), True], ["a@example.org", 1.5, "x"]))
    assert [(one.place, one.code) for one in found.cells] == [
        ("A2", "formula"),
        ("B2", "date"),
        ("C2", "truth"),
        ("B3", "number"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old"),
        (b"PK\x03\x04 and nothing", "unreadable"),
        (GOOD[: len(GOOD) // 2], "unreadable"),
        (changed(GOOD, xl__workbook_DOT_xml=b"<workbook"), "unreadable"),
        (changed(GOOD, xl__vbaProject_DOT_bin=b"x"), "macros"),
        (
            changed(GOOD, xl__worksheets__sheet1_DOT_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            "hostile",
        ),
        (changed(GOOD, xl__media__big_DOT_bin=b"0" * 20_000_001), "bomb"),
        (changed(GOOD, **{f"xl__x{n}": b"" for n in range(500)}), "bomb"),
        (book(), "empty"),
        (book([None, ""]), "empty"),
    ],
)
def test_what_no_person_saves_is_refused_with_its_reason(data, code):
    assert (is_workbook(data), refusal(data).code) == (True, code)


def test_an_archive_that_states_a_small_size_is_not_read_beyond_it():
    bomb = bytearray(changed(GOOD, xl__sharedStrings_DOT_xml=b"<sst>" + b" " * 15_000_000 + b"</sst>"))
    for at in range(len(bomb) - 4):  # both places where the archive states how large it is
        if bomb[at : at + 4] == (15_000_011).to_bytes(4, "little"):
            bomb[at : at + 4] = (10).to_bytes(4, "little")
    assert refusal(bytes(bomb)).code in {"unreadable", "hostile"}


def test_rows_beyond_the_most_are_left_to_the_reader_of_rows():
    text = workbook_text(book(*(["a@example.org"] for _row in range(50))), most_rows=10)
    assert len(text.splitlines()) == 12


@given(st.binary(max_size=400), st.integers(0, len(GOOD)))
def test_no_bytes_break_the_reader(noise, at):
    for data in (b"PK\x03\x04" + noise, GOOD[:at] + noise + GOOD[at + len(noise) :]):
        ends = set()
        try:
            ends.add(type(workbook_text(data, most_rows=10)))
        except BadWorkbook as error:
            ends.add(type(error))
        assert len(ends) == 1
