from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.engine.base import blank
from courses.quizzes.engine.grade import competency_shares, grade_form, percent, written
from courses.quizzes.engine.types import read
from courses.quizzes.engine.types.registry import ITEM
from courses.quizzes.engine.values import State
from tests.courses.quizzes.bank import KINDS, RIGHT, WRONG, item

ITEMS = [ITEM.validate_python(item(kind)) for kind in KINDS]


def answers(right):
    return {one.id: read(one, (RIGHT if n < right else WRONG)[one.type]) for n, one in enumerate(ITEMS)}


@given(st.integers(0, 10))
def test_points_are_the_number_of_right_answers(right):
    result = grade_form(ITEMS, answers(right))
    assert (result.earned, result.possible, result.share) == (right, 10, Fraction(right, 10))


def test_the_pass_mark_is_reached_exactly():
    result = grade_form(ITEMS, answers(7))
    assert result.passes(0.7)
    assert not result.passes(0.7000001)


def test_a_void_question_counts_for_nobody():
    result = grade_form(ITEMS, answers(10), void=frozenset({ITEMS[0].id}))
    assert (result.earned, result.possible) == (9, 9)


def test_a_form_of_void_questions_has_no_share():
    assert grade_form(ITEMS, {}, void=frozenset(one.id for one in ITEMS)).share == 0


def test_an_award_lifts_a_mark_and_never_lowers_it():
    first, last = ITEMS[0].id, ITEMS[9].id
    result = grade_form(ITEMS, answers(5), awarded={first: Fraction(0), last: Fraction(1, 2)})
    assert result.earned == Fraction(11, 2)
    assert [one.is_awarded for one in result.items] == [False] * 9 + [True]
    assert result.items[9].grade.state is State.PARTLY


def test_points_weigh_their_question():
    heavy = ITEM.validate_python(item("single", points=2.5))
    result = grade_form([heavy, ITEMS[2]], {heavy.id: "2"})
    assert (result.earned, result.possible) == (Fraction(5, 2), Fraction(7, 2))


@pytest.mark.parametrize(("share", "shown"), [("0.6999", 69), ("0.7", 70), ("1", 100), ("0", 0)])
def test_a_share_is_shown_rounded_down(share, shown):
    assert percent(Fraction(share)) == shown


def test_points_are_written_rounded_down():
    assert written(Fraction(2, 3)) == Decimal("0.666")
    assert written(Fraction(42, 5)) == Decimal("8.4")


def test_competencies_get_their_part():
    other = ITEM.validate_python(item("single", "x", competency="C1"))
    shares = competency_shares(grade_form([*ITEMS, other], answers(10)).items)
    assert shares == {"C1": (0, 1), "C3": (10, 10)}
    assert list(shares) == ["C1", "C3"]


def test_an_award_is_never_more_than_all_and_keeps_the_reasons():
    first = ITEMS[0].id
    whole = grade_form(ITEMS, answers(0), awarded={first: Fraction(3, 2)}).items[0]
    own = grade_form(ITEMS, answers(0)).items[0]
    assert (whole.grade.share, whole.grade.state, whole.is_awarded) == (1, State.RIGHT, True)
    assert (whole.grade.right, whole.grade.wrong, whole.grade.total) == (0, 1, 1)
    assert (whole.grade.lines, whole.grade.note) == (own.grade.lines, own.grade.note)
    assert not own.is_awarded


def test_an_award_for_what_is_already_earned_changes_nothing():
    first = ITEMS[0].id
    assert grade_form(ITEMS, answers(10), awarded={first: Fraction(1)}) == grade_form(ITEMS, answers(10))


def test_a_void_question_is_marked_as_such_and_the_others_are_not():
    result = grade_form(ITEMS, answers(10), void=frozenset({ITEMS[2].id}))
    assert [one.is_void for one in result.items] == [number == 2 for number in range(10)]
    assert [one.answer for one in result.items] == [answers(10)[one.id] for one in ITEMS]


def test_questions_without_an_answer_are_graded_as_blank():
    result = grade_form(ITEMS, {ITEMS[1].id: answers(10)[ITEMS[1].id]})
    assert [one.grade.state for one in result.items].count(State.BLANK) == 9
    assert (result.earned, result.possible) == (1, 10)


def test_an_empty_form_earns_nothing_and_passes_nothing():
    nothing = grade_form([], {})
    assert (nothing.earned, nothing.possible, nothing.share) == (0, 0, 0)
    assert not nothing.passes(0.5)
    assert competency_shares(nothing.items) == {}


def test_points_are_read_as_they_are_written():
    tenth = ITEM.validate_python(item("single", points=0.1))
    assert grade_form([tenth] * 3, {tenth.id: "2"}).earned == Fraction(3, 10)


def test_an_award_keeps_the_note_that_the_author_wrote():
    noted = ITEM.validate_python(item("single", feedback={"ok": "Well seen.", "no": "Look again."}))
    whole = grade_form([noted], {}, awarded={noted.id: Fraction(1, 2)}).items[0]
    assert (whole.is_awarded, whole.grade.note) == (True, "Look again.")


def test_a_blank_answer_has_no_note_unless_one_is_given():
    assert (blank().note, blank(3).total, blank(1, "Look.").note) == ("", 3, "Look.")
