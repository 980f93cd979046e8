"""What must hold for every type of question, whatever anybody sends."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.engine.types import face, grade, notice, read, table
from courses.quizzes.engine.types.registry import ITEM, TYPES
from courses.quizzes.engine.values import AnswerProblem, State
from tests.courses.quizzes.bank import KINDS, RIGHT, WRONG, item

ITEMS = {kind: ITEM.validate_python(item(kind)) for kind in KINDS}
suffixes = st.sampled_from(["", "1", "2", "3", "4", "5", "sure", "x"])
words = st.one_of(
    st.sampled_from(["1", "2", "3", "4", "true", "false", "50", "100", "3,3"]), st.text(max_size=80)
)
forms = st.dictionaries(suffixes, st.lists(words, max_size=5), max_size=6)
kinds = st.sampled_from(KINDS)


def test_every_type_is_tried_here():
    assert set(KINDS) == set(TYPES)


@given(kinds, forms)
def test_whatever_is_sent_is_refused_by_name_or_graded_within_bounds(kind, raw):
    spec = ITEMS[kind]
    try:
        answer = read(spec, raw)
    except AnswerProblem:
        return
    kept = json.loads(json.dumps(answer))
    first, again = grade(spec, kept), grade(spec, answer)
    assert first == again
    assert 0 <= first.share <= 1
    assert isinstance(notice(spec, answer), str)
    assert "\x00" not in json.dumps(answer, ensure_ascii=False)


@given(
    kinds,
    st.recursive(
        st.none() | st.text(max_size=9) | st.integers(),
        lambda x: st.lists(x) | st.dictionaries(st.text(max_size=3), x),
    ),
)
def test_a_damaged_row_is_graded_as_blank_or_wrong_and_never_breaks(kind, stored):
    if isinstance(stored, int):
        stored = None
    if isinstance(stored, list):
        stored = [x for x in stored if isinstance(x, str)]
    if isinstance(stored, dict):
        stored = {k: v for k, v in stored.items() if isinstance(v, str)}
    assert 0 <= grade(ITEMS[kind], stored).share <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_right_answer_earns_all_the_wrong_one_and_silence_nothing(kind):
    spec = ITEMS[kind]
    assert grade(spec, read(spec, RIGHT[kind])).share == 1
    assert grade(spec, read(spec, RIGHT[kind])).state is State.RIGHT
    assert grade(spec, read(spec, WRONG[kind])).share == 0
    blank = grade(spec, read(spec, {}))
    assert (blank.share, blank.state) == (0, State.BLANK)


@pytest.mark.parametrize("kind", KINDS)
def test_the_face_of_a_question_does_not_tell_its_key(kind):
    """Two questions that differ in the key alone look the same."""
    data = item(kind)
    spec = ITEMS[kind]
    shown = repr(face(spec, None, seed=7, shuffle=True))
    assert "why" not in shown
    assert "key=" not in shown
    assert "error=" not in shown
    if kind in {"single", "confidence"}:
        other = [dict(option) for option in data["options"]]
        other[1].pop("key")
        other[0]["key"] = True
        assert shown == repr(
            face(ITEM.validate_python(data | {"options": other}), None, seed=7, shuffle=True)
        )


@given(kinds, st.integers(0, 2**62), forms)
def test_the_same_seed_shows_the_same_question_after_a_reload(kind, seed, raw):
    spec = ITEMS[kind]
    try:
        answer = read(spec, raw)
    except AnswerProblem:
        answer = None
    assert face(spec, answer, seed=seed, shuffle=True) == face(spec, answer, seed=seed, shuffle=True)


@pytest.mark.parametrize("kind", ["single", "multiple", "confidence"])
def test_options_come_in_every_order(kind):
    orders = {
        tuple(choice.id for choice in face(ITEMS[kind], None, seed=seed, shuffle=True).choices)
        for seed in range(400)
    }
    size = len(ITEMS[kind].options)
    assert len(orders) == len(list(itertools.permutations(range(size))))


@pytest.mark.parametrize(
    "rule", ["exact", "proportional", "penalty", {"each_right": 2, "each_wrong": -1, "floor": 0}]
)
@pytest.mark.parametrize("kind", ["multiple", "spot", "match", "cloze"])
def test_one_more_right_choice_never_costs_and_one_more_wrong_choice_never_pays(kind, rule):
    spec = ITEM.validate_python(item(kind, score=rule))
    if kind in {"multiple", "spot"}:
        right = ["1", "3"]
        for size in range(5):
            for chosen in itertools.combinations(["1", "2", "3", "4"], size):
                base = grade(spec, list(chosen) or None).share
                for more in {"1", "2", "3", "4"} - set(chosen):
                    after = grade(spec, [*chosen, more]).share
                    assert after >= base if more in right else after <= base
        return
    fill = RIGHT[kind]
    answer = read(spec, fill)
    for missing in answer:
        partial = {k: v for k, v in answer.items() if k != missing}
        assert grade(spec, partial).share <= grade(spec, answer).share
        spoiled = answer | {missing: "4" if kind == "match" else "2" if missing == "1" else "wrong"}
        assert grade(spec, spoiled).share <= grade(spec, partial or None).share or rule == "proportional"
        assert grade(spec, spoiled).share < 1


@pytest.mark.parametrize("kind", ["multiple", "spot"])
@pytest.mark.parametrize("rule", ["exact", "proportional", "penalty"])
def test_choosing_everything_earns_nothing(kind, rule):
    spec = ITEM.validate_python(item(kind, score=rule))
    assert grade(spec, ["1", "2", "3", "4"]).share == 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_marking_table_lies_between_nothing_and_all(kind):
    shares = [row.share for row in table(ITEMS[kind])]
    assert max(shares) == 1
    assert min(shares) == 0
    assert all(isinstance(share, Fraction) for share in shares)
