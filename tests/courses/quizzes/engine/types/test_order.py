from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.engine.types import grade
from courses.quizzes.engine.types.registry import ITEM
from tests.courses.quizzes.bank import item

QUESTION = ITEM.validate_python(item("order"))


@given(st.dictionaries(st.sampled_from("1234"), st.sampled_from("1234")))
def test_the_reasons_name_as_many_right_neighbours_as_the_marks_count(places):
    made = grade(QUESTION, places)
    assert sum(line.mark == "right" for line in made.lines) == made.right
    assert len(made.lines) == made.total == 3


def test_a_step_that_moved_costs_the_neighbours_that_it_left_and_no_more():
    """First to last: the other three still stand in their order, so two of three pairs are right."""
    made = grade(QUESTION, {"2": "1", "3": "2", "4": "3", "1": "4"})
    assert [(line.mark, line.text, line.better) for line in made.lines] == [
        ("wrong", "Hold the action. → –", "Open the source."),
        ("right", "Open the source. → Say what it says.", ""),
        ("right", "Say what it says. → Name who decides.", ""),
    ]
