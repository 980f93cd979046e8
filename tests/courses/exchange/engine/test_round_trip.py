"""What goes out and comes back means the same, or the report says what does not; no question is lost in silence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.content.engine.reader import write_zip
from courses.exchange.engine.formats import FORMATS, read_questions, write_questions
from courses.exchange.engine.items import plain_item
from courses.exchange.engine.safety import archive_of
from courses.quizzes.engine.types import grade, table
from courses.quizzes.engine.types.registry import ITEM
from tests.courses.exchange.engine.questions import question
from tests.courses.quizzes.bank import KINDS, RIGHT, WRONG, item

WHOLE = ("gift", "moodle", "qti")

# A change that the report names under one field, and the other fields in which it is seen.
TOUCHES = {
    "context": {"stem"},
    "type": {"options", "sentences", "who", "score"},
    "units": {"unit"},
}


def marking(question):
    """The marking table; shares to five places, since a file holds thirds as decimals."""
    rows = table(ITEM.validate_python(question))
    return [(row.right, row.wrong, round(float(row.share), 5)) for row in rows]


def without_reasons(question, *, is_told):
    """The question without the tag in which the rest of it travelled, and, where the report tells of it, without reasons."""
    plain = {field: value for field, value in question.items() if field != "tags"}
    plain["tags"] = [tag for tag in question.get("tags", ()) if not tag.startswith("other {")]
    return bare(plain) if is_told else plain


def bare(value):
    """The same value without any reason in it."""
    if isinstance(value, dict):
        return {key: bare(one) for key, one in value.items() if key != "why"}
    return [bare(one) for one in value] if isinstance(value, list) else value


def as_others_read(name, data):
    """The file without the marks by which a program of ours knows what travels beside a question."""
    if name != "qti":
        return data.replace(b"readyroom {", b"other {")
    files = archive_of(data)
    files["imsmanifest.xml"] = files["imsmanifest.xml"].replace(b">readyroom {", b">other {")
    assert b"readyroom {" not in files["imsmanifest.xml"]
    return write_zip(files)


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
    back = read_questions(name, as_others_read(name, out.data))
    assert back.report.questions == 1
    assert back.report.dropped == []
    if (
        name == "qti"
        and made["type"] == "cloze"
        and len(made["gaps"]) == 1
        and "options" not in made["gaps"][0]
    ):
        assert back.items[0]["type"] in ("short", "numeric")  # one field to type in: others see no gap in it
        return
    before, after = (without_reasons(one, is_told="why" in named) for one in (made, back.items[0]))
    differ = {field for field in before.keys() | after.keys() if before.get(field) != after.get(field)}
    if marking(made) == marking(back.items[0]):
        differ -= {"score"}  # the same marking in other words
    told = named.union(*(TOUCHES.get(field, ()) for field in named))
    assert differ <= told | {"id"}, (before, after)


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


def test_choices_in_a_gap_that_look_like_marks_come_back_with_their_reasons():
    options = [
        {"t": "C:\\", "key": True, "why": "The drive."},
        {"t": "a#b~c\\", "why": "No drive."},
        {"t": "%50%", "why": "A share."},
    ]
    made = plain_item(item("cloze") | {"text": "It is {1}.", "gaps": [{"options": options}]})
    assert read_questions("moodle", write_questions("moodle", [made]).data).items == [made]
