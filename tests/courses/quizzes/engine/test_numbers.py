from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.engine.numbers import read_number


@pytest.mark.parametrize(
    ("written", "readings", "unit"),
    [
        ("3043", [3043], ""),
        ("3,043", [3043, "3.043"], ""),
        ("3.043", [3043, "3.043"], ""),
        ("3 043", [3043], ""),
        ("3 043,5", ["3043.5"], ""),
        ("3'043", [3043], ""),
        ("1,234,567", [1234567], ""),
        ("1.234.567,8", ["1234567.8"], ""),
        ("1,234,567.8", ["1234567.8"], ""),
        ("0,5", ["0.5"], ""),
        ("0.125", ["0.125"], ""),
        (".5", ["0.5"], ""),
        ("12.", [12], ""),
        ("-4,5 %", ["-4.5"], "%"),
        ("\u22124.5%", ["-4.5"], "%"),
        ("+7", [7], ""),
        ("€18,500", [18500, "18.5"], ""),
        ("€ 18", [18], ""),
        ("1188 orders", [1188], "orders"),
        ("1188 Orders.", [1188], "orders"),
        ("٣٠٤٣", [3043], ""),
        ("１２", [12], ""),
        ("٣٫٥", ["3.5"], ""),
    ],
)
def test_numbers_are_read_as_people_write_them(written, readings, unit):
    number = read_number(written)
    assert number is not None
    assert list(number.readings) == [Fraction(str(value)) for value in readings]
    assert number.unit == unit


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "twelve",
        "about 12",
        "12 or 13",
        "12-13",
        "1,23,456",
        "1 2",
        "1.2.3",
        "NaN",
        "inf",
        "--4",
        "4-",
        "\x00",
        ",",
        "²",
        "9" * 65,
        "1e5",
    ],
)
def test_what_is_not_one_number_is_refused(written):
    assert read_number(written) is None


@given(st.text(max_size=70))
def test_no_text_breaks_the_reader(text):
    number = read_number(text)
    assert number is None or all(isinstance(value, Fraction) for value in number.readings)


@given(st.integers(-(10**12), 10**12), st.sampled_from([",", ".", " ", "'", "_"]))
def test_every_grouped_whole_number_is_read(value, mark):
    number = read_number(f"{value:,}".replace(",", mark))
    assert number is not None
    assert Fraction(value) in number.readings


@given(st.decimals(-(10**6), 10**6, places=4))
def test_every_decimal_is_read(value):
    number = read_number(str(value))
    assert number is not None
    assert Fraction(value) in number.readings
