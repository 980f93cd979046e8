from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from courses.recall.engine.answers import answer, read_number, right_given

SINGLE = {
    "type": "single",
    "options": [
        {"t": "Ask again", "why": "No fact."},
        {"t": "Open it", "key": True, "why": "The final counts."},
    ],
}
MULTIPLE = {
    "type": "multiple",
    "options": [
        {"t": "A", "key": True, "why": "a"},
        {"t": "B", "key": True, "why": "b"},
        {"t": "C", "why": "c"},
    ],
}
NUMERIC = {"type": "numeric", "answer": 3043, "tolerance": 1, "feedback": {"ok": "Yes.", "no": "No."}}
TRUTH = {
    "type": "truefalse",
    "key": False,
    "options": [{"t": "True", "value": True, "why": "t"}, {"t": "False", "value": False, "why": "f"}],
}
SHORT = {"type": "short", "forms": ["KPI-Q2-final"], "feedback": {"ok": "Yes.", "no": "No."}}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3043", 3043),
        ("3,043", 3043),
        ("3 043", 3043),
        ("3.043,5", 3043.5),
        ("12,5 %", 12.5),
        ("0,125", 0.125),
        ("€4.2", 4.2),
        ("−3", -3),
        ("1,234,567", 1234567),
        ("", None),
        ("about 3", None),
        ("3..", 3),
        ("--3", None),
        ("9" * 40, None),
    ],
)
def test_numbers_are_read_as_people_type_them(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("question", "given", "is_right", "lines"),
    [
        (SINGLE, ["1"], True, ("The final counts.",)),
        (SINGLE, ["0"], False, ("Ask again: No fact.", "Open it: The final counts.")),
        (SINGLE, ["7"], None, ()),
        (SINGLE, ["0", "1"], None, ()),
        (MULTIPLE, ["0", "1"], True, ("A: a", "B: b")),
        (MULTIPLE, ["0", "2"], False, ("A: a", "C: c", "B: b")),
        (NUMERIC, ["3,042"], True, ("Yes.",)),
        (NUMERIC, ["3040"], False, ("No.",)),
        (NUMERIC, ["many"], None, ()),
        (TRUTH, ["1"], True, ("f",)),
        (SHORT, [" kpi q2 FINAL "], True, ("Yes.",)),
        (SHORT, ["deck"], False, ("No.",)),
        (SHORT, [], None, ()),
    ],
)
def test_an_answer_teaches_whoever_gave_it(question, given, is_right, lines):
    found = answer(question, given)
    assert (found.is_right, found.lines) == (is_right, lines)


@given(st.lists(st.text(max_size=40), max_size=5))
def test_no_answer_makes_it_fall(given):
    for question in (SINGLE, MULTIPLE, NUMERIC, TRUTH, SHORT):
        assert answer(question, given).is_right in (True, False, None)


def test_every_question_of_the_small_course_can_be_answered_right():
    package = Path(__file__).parents[3] / "samples" / "courses" / "small" / "modules" / "01-sums"
    questions = [
        question
        for lesson in sorted(package.glob("lesson-*.md"))
        for question in yaml.safe_load(lesson.read_text("utf-8").split("---\n")[1])["recall"]
    ]
    assert {one["type"] for one in questions} >= {"numeric"}
    assert [answer(one, right_given(one)).is_right for one in questions] == [True] * len(questions)
