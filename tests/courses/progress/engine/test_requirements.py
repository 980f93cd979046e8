from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.progress.engine.completion import Earned, State, Step, states_of
from courses.progress.engine.goals import asked_for
from courses.progress.engine.requirements import requirements_of

STEPS = (
    Step("m1.l1", "lesson", "m1", minutes=30),
    Step("m1.quiz", "quiz", "m1", minutes=30),
    Step("ld1", "lesson", "ld", is_required=False, minutes=60),
    Step("s1", "lab", "m1", "The town hall", counts="assessed", minutes=30),
    Step("s3", "lab", "m1", "A brave plan", counts="assessed", minutes=30),
    Step("s4", "lab", "m1", "Jonas", counts="assessed", minutes=30),
    Step("s8", "lab", "", "Ten past one", is_required=False, is_off=True),
    Step("exam", "exam", "", "Final examination", minutes=80),
    Step("ws.own", "worksample", "", "One task", is_required=False, minutes=120),
)


def mark(key, points=8, *, passed=True, mode="", confirmed=False, red=False):
    return Earned(key, Decimal(points), Decimal(10), passed, mode, is_confirmed=confirmed, has_red_line=red)


def lab(key, **more):
    return mark(key, mode="assessed", **more)


def judged(requires, marks, **spec):
    return {line.code: line for line in requirements_of({"requires": requires} | spec, STEPS, marks)}


def test_the_exam_counts_when_a_sitting_passed_and_tells_a_supervised_one_first():
    marks = [mark("exam", 9, mode="open"), mark("exam", 7, mode="ticketed"), mark("exam", 10, passed=False)]
    line = judged([{"exam": "exam"}], marks)["exam:exam"]
    assert (line.is_met, line.detail["mode"], line.detail["points"]) == (True, "ticketed", "7")
    failed = judged([{"exam": "exam"}], [mark("exam", 3, passed=False, mode="ticketed")])["exam:exam"]
    assert (failed.is_met, failed.detail["points"]) == (False, "3")


def test_one_of_three_labs_is_enough_and_a_guided_run_is_not():
    requires = [{"labs": ["s1", "s3", "s4"], "at_least": 1}]
    assert judged(requires, [lab("s4")])["labs:s1+s3+s4"].is_met
    assert not judged(requires, [mark("s4", mode="guided")])["labs:s1+s3+s4"].is_met
    two = [{"labs": ["s1", "s3", "s4"], "at_least": 2}]
    assert not judged(two, [lab("s4"), lab("s4")])["labs:s1+s3+s4"].is_met
    assert judged(two, [lab("s4"), lab("s1")])["labs:s1+s3+s4"].is_met


def test_a_lab_that_is_off_is_waived_and_the_line_says_so():
    line = judged([{"lab": "s8", "result": "done"}], [])["lab:s8"]
    assert (line.is_met, line.detail["waived"]) == (True, True)
    assert "waived" in line.label
    assert not judged([{"lab": "s1"}], [])["lab:s1"].is_met


def test_a_work_sample_counts_when_people_rated_it():
    requires = [{"worksample": "ws.own"}]
    assert judged(requires, [mark("ws.own", confirmed=True)])["worksample:ws.own"].is_met
    assert not judged(requires, [mark("ws.own")])["worksample:ws.own"].is_met
    assert not judged(requires, [mark("ws.own", passed=False, confirmed=True)])["worksample:ws.own"].is_met


def test_confirm_all_asks_for_a_person_behind_every_lab_that_counts():
    spec = {"confirm": "all"}
    requires = [{"lab": "s1"}, {"labs": ["s3", "s4"], "at_least": 1}, {"lab": "s8"}]
    rule_alone = [lab("s1"), lab("s3")]
    assert judged(requires, rule_alone, **spec)["confirmed"].detail == {"done": 0, "of": 2}
    half = [lab("s1", confirmed=True), lab("s3")]
    assert not judged(requires, half, **spec)["confirmed"].is_met
    whole = [*half, lab("s4", confirmed=True)]
    assert judged(requires, whole, **spec)["confirmed"].is_met
    assert "confirmed" not in judged(requires, whole, confirm="sampled")


def test_a_red_line_waits_for_a_person_wherever_it_is():
    requires = [{"red_lines": "reviewed"}]
    assert judged(requires, [])["red_lines"].is_met
    assert not judged(requires, [lab("s1"), lab("s1", passed=False, red=True)])["red_lines"].is_met
    assert judged(requires, [lab("s1", passed=False, red=True, confirmed=True)])["red_lines"].is_met


def test_hours_are_the_minutes_of_steps_that_are_done():
    requires = [{"hours": 1.5}]
    line = judged(requires, [mark("m1.l1", 0, passed=None), lab("s1", passed=False), mark("m1.quiz")])[
        "hours"
    ]
    assert (line.is_met, line.detail) == (False, {"done": "1", "wanted": "1.5"})
    assert judged(requires, [mark("m1.l1", 0, passed=None), mark("exam", 9)])["hours"].is_met


def test_the_lessons_of_a_track_count_where_none_of_the_module_is_required():
    line = judged([{"lessons_read": ["ld"]}], [])["lessons:ld"]
    assert (line.is_met, line.detail["of"]) == (False, 1)
    assert judged([{"lessons_read": ["ld"]}], [mark("ld1", 0, passed=None)])["lessons:ld"].is_met


def test_a_track_is_called_by_its_title_and_a_module_by_its_number():
    steps = [
        Step("m2.l1", "lesson", "m2", module_title="Brief"),
        Step("ld1", "lesson", "ld", module_title="Leader"),
    ]
    numbered, track = requirements_of({"requires": [{"lessons_read": ["m2", "ld"]}]}, steps, [])
    assert numbered.label % numbered.detail == "Lessons of module 2 read"
    assert track.label % track.detail == "Lessons of “Leader” read"


def test_a_line_that_nobody_knows_is_never_met():
    assert not judged([{"wish": "luck"}], [])["unknown"].is_met


@pytest.mark.parametrize("order", list(permutations([0, 1, 2])))
def test_the_order_of_marks_changes_nothing(order):
    marks = [lab("s1", confirmed=True), lab("s3"), mark("exam", 9, mode="open")]
    requires = [{"lab": "s1"}, {"exam": "exam"}, {"labs": ["s3", "s4"]}]
    met = {c: one.is_met for c, one in judged(requires, [marks[n] for n in order], confirm="all").items()}
    assert met == {"lab:s1": True, "exam:exam": True, "labs:s3+s4": True, "confirmed": False}


MARKS = st.lists(
    st.builds(
        Earned,
        st.sampled_from([step.key for step in STEPS]),
        st.integers(0, 10).map(Decimal),
        st.just(Decimal(10)),
        st.sampled_from([True, False, None]),
        st.sampled_from(["", "assessed", "guided", "open", "ticketed"]),
        is_confirmed=st.booleans(),
    ),
    max_size=12,
)
EVERYTHING = [
    {"lessons_read": ["m1", "ld"]},
    {"exam": "exam"},
    {"worksample": "ws.own"},
    {"lab": "s1"},
    {"labs": ["s3", "s4"], "at_least": 2},
    {"hours": 2},
]


def test_a_later_run_without_a_verdict_takes_no_pass_away():
    passed = lab("s1")
    unjudged = replace(passed, points=passed.possible, passed=None)
    assert judged([{"lab": "s1"}], [passed, unjudged])["lab:s1"].is_met


@given(MARKS, MARKS)
def test_more_marks_never_take_a_met_line_back_where_the_best_counts(first, more):
    spec = {"requires": EVERYTHING, "confirm": "all"}
    before = {line.code: line.is_met for line in requirements_of(spec, STEPS, first)}
    after = {line.code: line.is_met for line in requirements_of(spec, STEPS, first + more)}
    assert [code for code, met in before.items() if met and not after[code]] == []


def test_the_path_holds_the_steps_asked_for_no_lab_that_is_off_and_of_a_choice_what_is_met():
    spec = {"requires": [{"lessons_read": ["ld"]}, {"labs": ["s3", "s4"]}, {"lab": "s8"}, {"exam": "exam"}]}
    assert [step.key for step in asked_for(spec, STEPS)] == ["ld1", "s3", "exam"]
    states: dict[str, State] = states_of(STEPS, [lab("s4")])
    assert [step.key for step in asked_for(spec, STEPS, states)] == ["ld1", "s4", "exam"]
