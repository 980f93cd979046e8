from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from courses.progress.engine.cells import Cell, cells_of, parsed, read, written

POINTS = some.decimals(min_value=0, max_value=1000, places=3)


@given(some.integers(0, 100), POINTS, some.booleans())
def test_a_result_comes_back_as_the_state_said_it(value, points, is_adjusted):
    state = {"s": "passed", "p": f"{points.normalize():f}", "of": "1000", "n": 1, "v": value}
    held = read(written(cells_of({"m1.quiz": state | ({"a": 1} if is_adjusted else {})})))
    assert parsed(held["m1.quiz"]) == Cell(value, float(Decimal(points)), is_adjusted)


@pytest.mark.parametrize(
    ("state", "cell"),
    [
        ({"s": "started", "p": "0", "of": "0", "n": 0}, None),
        ({"s": "done", "p": "0", "of": "0", "n": 1}, Cell(None, None, False)),
        ({"s": "done", "p": "0", "of": "0", "n": 1, "a": 1}, Cell(None, None, True)),
        ({"s": "failed", "p": "0", "of": "10", "n": 1, "v": 0}, Cell(0, 0.0, False)),
    ],
)
def test_only_what_has_a_result_has_a_cell(state, cell):
    held = cells_of({"s1": state})
    assert (parsed(held["s1"]) if held else None) == cell


def test_cells_that_nobody_asked_for_are_left_out():
    done = {"s": "done", "p": "0", "of": "0", "n": 1}
    assert cells_of({"l1": done, "s1": done}, ["s1", "s2"]) == {"s1": "-"}
