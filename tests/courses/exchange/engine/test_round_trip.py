"""What goes out and comes back means the same, or the report says what does not; no question is lost in silence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.exchange.engine.formats import FORMATS, read_questions, write_questions
from courses.exchange.engine.items import plain_item
from courses.quizzes.engine.types import grade
from courses.quizzes.engine.types.registry import ITEM
from tests.courses.exchange.engine.questions import question
from tests.courses.quizzes.bank import KINDS, RIGHT, WRONG, item

WHOLE = ("gift", "moodle", "qti")
LEFT_OUT = {
    "gift": {"order", "cloze"},
    "moodle": set(),
    "qti": set(),
    "aiken": set(KINDS) - {"single", "confidence"},
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_each_type_comes_back_or_is_named_as_dropped(name, kind):
    plain = plain_item(item(kind))
    out = write_questions(name, [plain])
    assert out.report.questions == 1
    back = read_questions(name, out.data) if not out.report.dropped else None
    if kind in LEFT_OUT[name]:
        assert [(one.item, bool(one.reason)) for one in out.report.dropped] == [(plain["id"], True)]
        return
    assert back is not None
    assert back.report.errors == []
    if name == "aiken":
        assert [option["t"] for option in back.items[0]["options"]] == [
            option["t"] for option in plain["options"]
        ]
        return
    assert back.items == [plain]


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_question_comes_back_as_it_was(name, data):
    """Types that the format knows come back equal: what others cannot hold travelled beside them."""
    made = data.draw(question())
    out = write_questions(name, [made])
    if made["type"] in LEFT_OUT[name]:
        assert len(out.report.dropped) == 1
        return
    back = read_questions(name, out.data)
    assert (back.report.errors, back.report.dropped) == ([], [])
    assert back.items == [made]


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_for_others_a_question_without_a_named_change_is_marked_the_same(name, data):
    """Read without what travels beside it, as another program would: fields that differ were named in the report."""
    made = data.draw(question())
    out = write_questions(name, [made])
    if out.report.dropped:
        return
    named = {change.field for entry in out.report.changed for change in entry.changes}
    stripped = out.data if name == "qti" else out.data.replace(b"readyroom {", b"other {")
    if name == "qti":
        return
    back = read_questions(name, stripped)
    assert back.report.questions == 1
    if not named and back.items:
        assert back.items[0]["type"] == made["type"]
        assert back.items[0]["stem"] == made["stem"]


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=40, deadline=None)
@given(st.lists(question(), min_size=1, max_size=5))
def test_every_question_is_in_exactly_one_list_on_both_ways(name, made):
    for number, one in enumerate(made):
        one["id"] = f"q{number}"
    out = write_questions(name, made)
    listed = [e.item for e in (*out.report.kept, *out.report.changed, *out.report.dropped)]
    assert sorted(listed) == sorted(one["id"] for one in made)
    written = len(out.report.kept) + len(out.report.changed)
    if written:
        back = read_questions(name, out.data)
        assert back.report.questions == written
        assert len(back.items) == len(back.report.kept) + len(back.report.changed)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("kind", KINDS)
def test_what_came_back_marks_as_before(name, kind):
    if kind in LEFT_OUT[name]:
        return
    from courses.quizzes.engine.types import read

    plain = plain_item(item(kind))
    spec = ITEM.validate_python(read_questions(name, write_questions(name, [plain]).data).items[0])
    before = ITEM.validate_python(plain)
    for raw in (RIGHT[kind], WRONG[kind], {}):
        assert grade(spec, read(spec, raw)) == grade(before, read(before, raw))
