"""A mark can be explained years later only if the same answer still earns the same, for the same reasons.

`replay.json` holds what each type says about each case of `replay.py`, read line by line when it was written. A change
here is a change to marks that people already have: it needs a correction, not a new file. The reasons of order questions
alone were written anew once, when they began to name neighbours as the marks always did; no share and no state changed.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from courses.quizzes.engine.types import face, read
from courses.quizzes.engine.values import AnswerProblem
from tests.courses.quizzes.bank import KINDS
from tests.courses.quizzes.engine.replay import CASES, as_face, marking_table, outcome, spec_of

KEPT = json.loads(Path(__file__).with_name("replay.json").read_text(encoding="utf-8"))


def test_every_case_is_kept_and_no_other():
    assert list(KEPT["answers"]) == [f"{kind}: {name}" for name, kind, _, _ in CASES]
    assert {kind for _, kind, _, _ in CASES} == set(KINDS)


@pytest.mark.parametrize(
    ("name", "kind", "more", "raw"), [pytest.param(*case, id=f"{case[1]}: {case[0]}") for case in CASES]
)
def test_the_same_answer_earns_the_same_for_the_same_reasons(name, kind, more, raw):
    assert outcome(kind, more, raw) == KEPT["answers"][f"{kind}: {name}"]


@pytest.mark.parametrize("name", sorted(KEPT["tables"]))
def test_the_marking_table_stays(name):
    kind, _, rule = name.partition(" ")
    assert marking_table(kind, {"score": rule} if rule else {}) == KEPT["tables"][name]


@pytest.mark.parametrize("kind", KINDS)
def test_without_shuffling_a_question_stands_as_its_author_wrote_it(kind):
    assert as_face(face(spec_of(kind, {}), None, seed=1, shuffle=False)) == KEPT["unshuffled"][kind]


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("single", {"": ["9"]}, "unknown_choice"),
        ("multiple", {"": ["1", "9"]}, "unknown_choice"),
        ("truefalse", {"": ["maybe"]}, "unknown_choice"),
        ("confidence", {"": ["9"], "sure": ["50"]}, "unknown_choice"),
        ("confidence", {"": ["1"], "sure": ["55"]}, "unknown_step"),
        ("match", {"1": ["9"]}, "unknown_choice"),
        ("order", {"1": ["5"]}, "unknown_place"),
        ("order", {"1": ["0"]}, "unknown_place"),
        ("cloze", {"1": ["3"]}, "unknown_choice"),
        ("spot", {"": ["5"]}, "unknown_choice"),
    ],
)
def test_what_was_never_offered_is_refused_by_its_code(kind, raw, code):
    with pytest.raises(AnswerProblem) as refused:
        read(spec_of(kind, {}), raw)
    assert (refused.value.code, str(refused.value)) == (code, code)


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        ("single", {"": ["", "2"]}, None),
        ("multiple", {"": ["3", "1", "3", ""]}, ["1", "3"]),
        ("multiple", {"": ["1"] * 200 + ["9"]}, ["1"]),
        ("numeric", {"": ["  1,188\n orders "]}, "1,188 orders"),
        ("numeric", {"": ["9" * 80]}, "9" * 64),
        ("short", {"": ["w" * 500]}, "w" * 400),
        ("cloze", {"2": ["w" * 200], "7": ["x"]}, {"2": "w" * 120}),
        ("order", {"1": [" 1 "], "2": [""], "9": ["1"]}, {"1": "1"}),
        ("match", {"1": ["1"], "2": [""], "9": ["1"]}, {"1": "1"}),
        ("confidence", {"": ["", "1"], "sure": ["50"]}, {"sure": "50"}),
    ],
)
def test_an_answer_is_kept_in_one_form(kind, raw, kept):
    assert read(spec_of(kind, {}), raw) == kept
