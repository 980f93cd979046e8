from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.engine.arithmetic import ArithmeticFault, work_out


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("round(48300 * 0.063, 1)", 3042.9),
        ("-(2 + 3) ** 2", -25),
        ("sum([1, 2]) / 3", 1),
        ("max(1, 7) % 4", 3),
    ],
)
def test_a_sum_is_worked_out(text, value):
    assert work_out(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "9**9**9",
        "1/0",
        "a",
        "'x'*9",
        "(1).real",
        "[1]",
        "1e999",
        "True",
        "2**-99",
        "x" * 400,
        "round()",
        "",
    ],
)
def test_what_is_no_sum_is_refused(text):
    with pytest.raises(ArithmeticFault):
        work_out(text)


@given(st.text(max_size=60))
def test_no_text_makes_it_fall(text):
    with suppress(ArithmeticFault):
        work_out(text)
