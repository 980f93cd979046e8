from __future__ import annotations

from courses.quizzes.engine.types import grade
from courses.quizzes.engine.types.registry import ITEM
from tests.courses.quizzes.bank import item

QUESTION = ITEM.validate_python(item("cloze"))


def lines(given):
    return [
        (line.label, line.mark, line.text, line.why, line.better) for line in grade(QUESTION, given).lines
    ]


def test_a_gap_that_was_left_empty_shows_what_belonged_there_and_why():
    assert lines({}) == [
        ("1", "missed", "both as unverified", "", ""),
        ("2", "missed", "the source is open", "Only this adds information.", ""),
        ("3", "missed", "3.3", "97 − 93.7.", ""),
    ]


def test_a_wrong_gap_shows_what_was_given_and_what_is_better():
    assert lines({"1": "2", "2": "it feels right", "3": "4"}) == [
        ("1", "wrong", "the second as right", "No evidence.", "both as unverified"),
        ("2", "wrong", "it feels right", "Only this adds information.", "the source is open"),
        ("3", "wrong", "4", "97 − 93.7.", "3.3"),
    ]
