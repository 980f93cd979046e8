from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.engine.formula import FormulaError, evaluate


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("26400 * (100 - 95.5) / 100", 1188),
        ("((100 - 88.4) - (100 - 91.9)) / (100 - 88.4) * 100", Fraction(3500, 116)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("-2 ** 2", -4),
        ("2 ** -1", Fraction(1, 2)),
        ("+3", 3),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(30.172, 1)", Fraction(302, 10)),
        ("min(3, 2, 4) + max(1, 5)", 7),
        ("abs(-3) + floor(2.9) + ceil(2.1)", 8),
        ("sum(1, 2, 3)", 6),
    ],
)
def test_a_formula_is_worked_exactly(formula, value):
    assert evaluate(formula) == value


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "1 +",
        "__import__('os')",
        "(1).real",
        "x + 1",
        "1 / 0",
        "0 ** -1",
        "2 ** 25",
        "2 ** 0.5",
        "9 ** 9 ** 9",
        "True + 1",
        "'1' + '2'",
        "[1][0]",
        "1 if 2 else 3",
        "abs()",
        "abs(1, 2)",
        "round(1, 99)",
        "round(1, 0.5)",
        "print(1)",
        "abs(x=1)",
        "1e400",
        "1 < 2",
        "lambda: 1",
        "1 // 2",
        "9" * 401,
        "1j",
        "\x00",
    ],
)
def test_anything_but_plain_arithmetic_is_refused(formula):
    with pytest.raises(FormulaError):
        evaluate(formula)


@given(st.text(max_size=60))
def test_no_text_breaks_the_evaluator(text):
    with suppress(FormulaError):
        assert isinstance(evaluate(text), Fraction)


@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(1, 999))
def test_it_agrees_with_fractions(a, b, c):
    assert evaluate(f"({a} + {b}) * {a} / {c} - {b}") == Fraction((a + b) * a, c) - b
