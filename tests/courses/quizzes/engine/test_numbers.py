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


@pytest.mark.parametrize(
    ("written", "readings"),
    [
        ("3 043.5", ["3043.5"]),
        ("3'043'000", [3043000]),
        ("3_043", [3043]),
        ("1 234 567,25", ["1234567.25"]),
        ("0,125", ["0.125"]),
        ("0.500", ["0.5"]),
        ("1234.567", ["1234.567"]),
        ("12,345.6", ["12345.6"]),
        ("12.345,6", ["12345.6"]),
        ("1.234.567", [1234567]),
        ("123,456", [123456, "123.456"]),
        ("٣٬٠٤٣", [3043, "3.043"]),
        ("1\u00a0188", [1188]),
        ("+0", [0]),
        ("-0,25", ["-0.25"]),
        ("7 .", [7]),
        ("7_", [7]),
        ("¤ 7", [7]),
        ("9" * 64, [int("9" * 64)]),
    ],
)
def test_more_ways_to_write_a_number(written, readings):
    number = read_number(written)
    assert number is not None
    assert list(number.readings) == [Fraction(str(value)) for value in readings]


@pytest.mark.parametrize(
    "written",
    ["3 04", "3 0433", "12,34.5", "1,23.4", "0 123", "0,123,456", "1234,567,890", "12 kg -3", "5 2x", "5 +", "1,234.5.6", "1.2,3.4", "(5)", "5²"],
)  # fmt: skip
def test_more_that_is_not_one_number(written):
    assert read_number(written) is None


@pytest.mark.parametrize(
    ("written", "unit"), [("5 . KG .", "kg"), ("5Straße", "strasse"), ("5 %", "%"), ("5 kg per day", "kg per day")]
)  # fmt: skip
def test_the_unit_is_folded(written, unit):
    number = read_number(written)
    assert number is not None
    assert number.unit == unit


def test_an_apostrophe_of_any_kind_and_any_dash_are_read():
    for written, value in [("3\u2019043", 3043), ("3\u02bc043", 3043), ("\u20104", -4), ("\u20114", -4), ("\u20124", -4), ("\u20134", -4), ("\u20144", -4)]:  # fmt: skip
        number = read_number(written)
        assert number is not None
        assert number.readings[0] == value


@pytest.mark.parametrize(("written", "unit"), [("3 X", "x"), ("3 MAX.", "max"), ("3 . kg .", "kg")])
def test_a_unit_keeps_its_letters_and_loses_its_full_stops(written, unit):
    assert read_number(written).unit == unit
