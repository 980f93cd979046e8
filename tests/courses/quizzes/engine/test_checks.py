from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.engine.checks import check_quiz, read_quiz
from tests.courses.quizzes.bank import OPTIONS, item, quiz


def findings(data):
    spec, found = read_quiz(data)
    return found if spec is None else check_quiz(spec)


def test_a_sound_quiz_has_no_finding():
    assert findings(quiz()) == []


def changed(path, value):
    data = copy.deepcopy(quiz())
    place = data
    for part in path[:-1]:
        place = place[part]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "rule", "place", "problem"),
    [
        (("format",), "readyroom.quiz/9", "quiz.schema", ("format",), "Input should be 'readyroom.quiz/1'"),
        (("pass",), 1.5, "quiz.schema", ("pass",), "Input should be less than or equal to 1"),
        (("colour",), "red", "quiz.schema", ("colour",), "Extra inputs are not permitted"),
        (("items", 0, "stem"), None, "quiz.schema", ("items", 0, "stem"), "Field required"),
        (("items", 0, "points"), "1", "quiz.schema", ("items", 0, "points"), "write points as a number"),
        (
            ("items", 3, "options", 0, "why"),
            None,
            "quiz.schema",
            ("items", 3, "options", 0, "why"),
            "Field required",
        ),
        (("items", 1, "id"), "q01.1", "quiz.schema", ("items",), 'the id "q01.1" is used twice'),
        (("items", 0, "options", 1, "key"), False, "quiz.schema", ("items", 0), "has no correct option"),
        (("items", 0, "options", 0, "key"), True, "quiz.schema", ("items", 0), "has 2 correct options"),
        (
            ("items", 12, "accept"),
            ["(a+)+\\1"],
            "quiz.schema",
            ("items", 12, "accept", 0),
            "not part of the language",
        ),
        (
            ("blueprint", "types", "single"),
            2,
            "quiz.schema",
            ("blueprint",),
            "the competencies ask for 10 items",
        ),
        (
            ("items", 9, "key"),
            1200,
            "quiz.formula",
            ("items", 9, "key"),
            "the formula gives 1188, the key is 1200",
        ),
        (("items", 9, "formula"), "x", "quiz.formula", ("items", 9, "formula"), "only numbers"),
        (
            ("items", 9, "near", 0, "value"),
            1188,
            "quiz.key",
            ("items", 9),
            "lies within the tolerance of the key",
        ),
        (
            ("items", 12, "sample_answers"),
            ["nothing"],
            "quiz.key",
            ("items", 12),
            "is not accepted by its own rules",
        ),
        (
            ("items", 0, "options", 2, "t"),
            "All of the above",
            "quiz.catch_all",
            ("items", 0),
            "All of the above",
        ),
        (("items", 0, "competency"), "C9", "quiz.blueprint", ("items", 0), "fits no cell of the blueprint"),
        (
            ("blueprint", "competency"),
            {"C3": [0, 9, 1]},
            "quiz.blueprint",
            ("blueprint", "competency", "C3"),
            "has 0",
        ),
    ],
)
def test_each_mistake_is_named_with_its_place(path, value, rule, place, problem):
    hits = [f for f in findings(changed(path, value)) if f.rule == rule and f.path == place]
    assert hits, findings(changed(path, value))
    assert problem in hits[0].problem
    assert hits[0].hint


def test_a_bank_that_is_too_small_for_a_second_form_is_a_warning():
    found = findings(quiz(copies=1))
    assert [(f.rule, f.is_warning) for f in found] == [("quiz.bank", True)]


def singles(options_of):
    items = [item("single", f"s{n}", options=options_of(n), stem=f"Stem {n}?") for n in range(9)]
    shuffle = {"items": True, "options": False}
    return quiz() | {"items": items, "blueprint": {"competency": {"C3": [0, 3, 0]}}, "shuffle": shuffle}


def test_keys_always_in_one_place_and_always_the_longest_are_found():
    long = [
        OPTIONS[0],
        OPTIONS[1] | {"t": "Open the source and read what it says about the figure."},
        OPTIONS[2],
    ]
    assert {f.rule for f in findings(singles(lambda n: long))} == {"quiz.key_position", "quiz.longest_key"}
    turned = lambda n: [OPTIONS[(i + n) % 3] for i in range(3)]  # noqa: E731
    assert findings(singles(turned)) == []


def test_two_questions_with_one_stem_are_found():
    assert [f.rule for f in findings(changed(("items", 1, "stem"), "Question q01.1: what now?"))] == [
        "quiz.twins"
    ]


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
paths = st.sampled_from(
    [
        ("items",),
        ("items", 0),
        ("items", 9, "key"),
        ("blueprint",),
        ("blueprint", "competency"),
        ("pass",),
        ("show",),
    ]
    + [
        ("items", 3 * n, field)
        for n in range(10)
        for field in ("id", "type", "stem", "options", "score", "points")
    ]
)


@given(paths, json)
def test_no_value_anywhere_breaks_the_checks(path, value):
    data = copy.deepcopy(quiz())
    place = data
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    assert all(f.problem and f.rule for f in findings(data))


@given(json)
def test_no_file_breaks_the_checks(data):
    assert all(f.problem for f in findings(data))


def test_a_limit_that_the_bank_cannot_keep_is_named():
    found = findings(quiz(copies=3, max_exposure=0.2))
    assert [one.rule for one in found] == ["quiz.exposure"]
    assert findings(quiz(copies=3, max_exposure=0.5)) == []
