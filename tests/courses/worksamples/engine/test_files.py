from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.worksamples.engine.files import NAME_LIMIT, SNIFF, is_what_it_says, safe_name, type_of


@pytest.mark.parametrize(
    ("name", "kind"), [("Plan.PDF", "pdf"), ("a.b.jpeg", "jpg"), ("README", ""), ("x.tar.gz", "gz")]
)
def test_the_ending_names_the_type(name, kind):
    assert type_of(name) == kind


@pytest.mark.parametrize(
    ("kind", "head", "fits"),
    [
        ("pdf", b"%PDF-1.7\n", True),
        ("pdf", b"<html><script>", False),
        ("png", b"\x89PNG\r\n\x1a\n....", True),
        ("docx", b"PK\x03\x04....", True),
        ("docx", b"\xd0\xcf\x11\xe0", False),
        ("txt", "Zürich".encode(), True),
        ("txt", b"\xff\xfe\x00a", False),
        ("txt", b"MZ\x00\x01", False),
        ("exe", b"MZ", False),
    ],
)
def test_a_file_must_be_what_its_name_says(kind, head, fits):
    assert is_what_it_says(kind, head) is fits


def test_a_letter_that_is_cut_at_the_end_of_the_sample_does_not_make_a_text_wrong():
    assert is_what_it_says("txt", ("a" * (SNIFF - 1) + "ü").encode()[:SNIFF])


def test_names_lose_folders_control_characters_and_marks_that_turn_the_reading_direction():
    assert safe_name("../../etc/pass\u202efdp.exe\r\n") == "passfdp.exe"
    assert safe_name('C:\\work\\a"b<c>.txt') == "a_b_c_.txt"
    assert safe_name("") == "file"


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_every_system_takes(name):
    safe = safe_name(name)
    assert 0 < len(safe) <= NAME_LIMIT
    assert not set(safe) & set('/\\:*?"<>|\r\n\x00')
    assert safe_name(safe) == safe
