"""Files as other programs write them: what is taken, what changes, what cannot come along, each with its line."""

from __future__ import annotations

import base64
import io
import zipfile

from courses.exchange.engine.formats import read_questions, write_questions

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
GIFT = r"""
// [id:q-one] [tag:news]
::Source::What do you open? {=The sheet#It holds the figure. ~The mail#It repeats. ~Nothing}

$CATEGORY: $course$/Verify

Two of these hold {
  ~%50%A source
  ~%50%A date
  ~%-100%A tone
}

A link proves its content. {F#Not so.#It proves that a page exists.}

How many were late? {#1188:2}

Between what? {#1..5}

Late or target? {#=1188:1 =%50%1190:0#Close.}

Who decides? {=the manager =%50%the boss =manager}

Match. {=DE -> Berlin =FR -> Paris = -> Rome}

The {=source ~tone} decides.

Write an essay. {}

This is only a text.

<p>Is <b>this</b> right?</p> {T}

Two keys {=a =b ~c}

Never closed {=a
"""


def told(report):
    return [
        ("kept", [(e.item, e.line) for e in report.kept]),
        ("changed", [(e.item, e.line, sorted({c.field for c in e.changes})) for e in report.changed]),
        ("dropped", [(e.item, e.line) for e in report.dropped]),
    ]


def test_gift_as_it_is_written_elsewhere():
    made = read_questions("gift", GIFT.encode())
    assert told(made.report) == [
        ("kept", [("line-13", 13), ("line-15", 15), ("line-17", 17), ("line-19", 19), ("line-23", 23)]),
        (
            "changed",
            [
                ("q-one", 3, ["why"]),
                ("line-7", 7, ["why"]),
                ("line-21", 21, ["forms"]),
                ("line-25", 25, ["stem", "why"]),
                ("line-31", 31, ["stem", "why"]),
            ],
        ),
        ("dropped", [("line-27", 27), ("line-29", 29), ("line-33", 33), ("line-35", 35)]),
    ]
    by_stem = {one["stem"]: one for one in made.items}
    assert by_stem["What do you open?"]["options"][0] == {
        "t": "The sheet",
        "key": True,
        "why": "It holds the figure.",
    }
    assert by_stem["What do you open?"]["tags"] == ["news"]
    assert [bool(one.get("key")) for one in by_stem["Two of these hold"]["options"]] == [True, True, False]
    assert by_stem["Two of these hold"]["score"] == {"each_wrong": -2.0}
    assert by_stem["A link proves its content."]["options"][0]["why"] == "Not so."
    assert (by_stem["How many were late?"]["key"], by_stem["How many were late?"]["tolerance"]) == (1188, 2)
    assert (by_stem["Between what?"]["key"], by_stem["Between what?"]["tolerance"]) == (3, 2)
    assert by_stem["Late or target?"]["near"] == [{"value": 1190, "share": 0.5, "why": "Close."}]
    assert by_stem["Who decides?"]["forms"] == ["the manager", "manager"]
    assert by_stem["Match."]["extra"] == ["Rome"]
    assert by_stem["The ___ decides."]["type"] == "single"
    assert by_stem["Is this right?"]["key"] is True
    assert [one.reason.split(":")[0] for one in made.report.dropped] == [
        "It is an essay",
        "It has no answers in { }",
        "It has several answers that are each wholly right; a choice has one key or weights that add up.",
        "The bracket { is not closed.",
    ]


AIKEN = """What do you open first?
A. The mail
B) The sheet
ANSWER: B

Which letter?
A. One
ANSWER: C

A question without an end
A. One
B. Two
"""


def test_aiken_as_it_is_written_elsewhere():
    made = read_questions("aiken", AIKEN.encode())
    assert [(one["stem"], [o.get("key", False) for o in one["options"]]) for one in made.items] == [
        ("What do you open first?", [False, True])
    ]
    assert [(one.line, one.reason.split(" ")[0]) for one in made.report.dropped] == [(6, "The"), (10, "The")]


MOODLE = f"""<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/Verify</text></category></question>
<question type="multichoice">
<name><text>Open it</text></name>
<questiontext format="html"><text><![CDATA[<p>What does <em>this</em> show?<br><img src="@@PLUGINFILE@@/a%20b.png" alt="A bar"></p>]]></text>
<file name="a b.png" path="/" encoding="base64">{base64.b64encode(PNG).decode()}</file></questiontext>
<generalfeedback format="html"><text>Look at the source.</text></generalfeedback>
<defaultgrade>2.0000000</defaultgrade><single>true</single>
<correctfeedback format="html"><text>Yes.</text></correctfeedback><incorrectfeedback format="html"><text>No.</text></incorrectfeedback>
<answer fraction="100" format="html"><text>A target</text><feedback><text>See row 4.</text></feedback></answer>
<answer fraction="0" format="html"><text>A result</text><feedback><text>Row 4 is the target.</text></feedback></answer>
<hint><text>Row 4</text></hint>
</question>
<question type="essay"><name><text>Tell</text></name><questiontext><text>Tell us.</text></questiontext></question>
<question type="shortanswer"><name><text>Word</text></name><questiontext><text>Who decides?</text></questiontext>
<usecase>1</usecase><answer fraction="100"><text>the manager</text></answer><answer fraction="50"><text>boss</text></answer><answer fraction="100"><text>man*</text></answer></question>
<question type="numerical"><name><text>Number</text></name><questiontext><text>How many?</text></questiontext>
<answer fraction="100"><text>12.5</text><tolerance>0.5</tolerance></answer>
<units><unit><multiplier>1</multiplier><unit_name>kg</unit_name></unit><unit><multiplier>1000</multiplier><unit_name>g</unit_name></unit></units></question>
<question type="cloze"><name><text>Gaps</text></name><questiontext><text>It was {{1:MULTICHOICE:=open#Yes~shut#No}} at {{2:NUMERICAL:=9:0.5}}.</text></questiontext></question>
<question type="ordering"><name><text>Steps</text></name><questiontext><text>Put in order.</text></questiontext><gradingtype>ABSOLUTE_POSITION</gradingtype>
<answer fraction="1"><text>One</text></answer><answer fraction="2"><text>Two</text></answer></question>
</quiz>
"""  # fmt: skip


def test_moodle_xml_as_it_is_written_elsewhere():
    made = read_questions("moodle", MOODLE.encode())
    changed = {entry.item: sorted({one.field for one in entry.changes}) for entry in made.report.changed}
    assert changed == {
        "open-it": ["feedback", "hint", "media", "stem"],
        "word": ["forms"],
        "gaps": ["gaps", "stem"],
        "steps": ["score"],
    }
    assert [entry.item for entry in made.report.kept] == ["number"]
    assert [(entry.item, entry.line) for entry in made.report.dropped] == [("Tell", 15)]
    first = made.items[0]
    assert first["stem"] == "What does this show?\n[image: media/a-b.png | A bar]"
    assert (first["points"], first["feedback"], first["tags"]) == (
        2,
        {"ok": "Yes.", "no": "No."},
        ["category:$course$/Verify"],
    )
    assert made.media == {"media/a-b.png": PNG}
    assert made.items[1]["forms"] == ["the manager"]
    assert (made.items[2]["unit"], made.items[2]["units"], made.items[2]["tolerance"]) == (
        "kg",
        {"g": 0.001},
        0.5,
    )
    assert made.items[3]["text"] == "It was {1} at {2}."


def test_pictures_travel_out_and_in_again():
    made = read_questions("moodle", MOODLE.encode())
    for name in ("moodle", "qti"):
        out = write_questions(name, made.items[:1], made.media)
        back = read_questions(name, out.data)
        assert back.media == {"media/a-b.png": PNG}
        assert back.items == made.items[:1]


def test_a_picture_that_is_not_there_is_named():
    made = read_questions("moodle", MOODLE.encode())
    for name in ("moodle", "qti", "gift"):
        changes = write_questions(name, made.items[:1], {}).report.changed[0].changes
        assert "media" in {one.field for one in changes}


ITEM = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="{name}" title="T" adaptive="false" timeDependent="false">
<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}"><correctResponse>{correct}</correctResponse></responseDeclaration>
<itemBody>{body}</itemBody></assessmentItem>"""


def qti_item(name, cardinality, base, correct, body):
    values = "".join(f"<value>{one}</value>" for one in correct)
    return ITEM.format(name=name, cardinality=cardinality, base=base, correct=values, body=body).encode()


CHOICES = '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="{most}"><prompt>Which <strong>hold</strong>?</prompt><simpleChoice identifier="A">One<feedbackInline outcomeIdentifier="F" identifier="A">Because.</feedbackInline></simpleChoice><simpleChoice identifier="B">Two</simpleChoice><simpleChoice identifier="C">Three</simpleChoice></choiceInteraction>'
HOT = '<p>Read.</p><hottextInteraction responseIdentifier="RESPONSE"><p><hottext identifier="A">It was 97.</hottext> <hottext identifier="B">It rained.</hottext> <hottext identifier="C">It was Thursday.</hottext></p></hottextInteraction>'


def test_a_qti_package_as_it_is_written_elsewhere():
    files = {
        "one.xml": qti_item("one", "single", "identifier", ["A"], CHOICES.format(most=1)),
        "two.xml": qti_item("two", "multiple", "identifier", ["A", "B"], CHOICES.format(most=0)),
        "hot.xml": qti_item("hot", "multiple", "identifier", ["A"], HOT),
        "essay.xml": qti_item(
            "essay",
            "single",
            "string",
            [],
            '<p>Tell us.</p><extendedTextInteraction responseIdentifier="RESPONSE"/>',
        ),
        "text.xml": qti_item("text", "single", "string", [], "<p>Only text.</p>"),
    }
    rows = "".join(
        f'<resource identifier="r{n}" type="imsqti_item_xmlv2p2" href="{name}"/>'
        for n, name in enumerate([*files, "gone.xml"])
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("imsmanifest.xml", f"<manifest><resources>{rows}</resources></manifest>")
        for name, data in files.items():
            archive.writestr(name, data)
    made = read_questions("qti", out.getvalue())
    assert [(one["id"], one["type"]) for one in made.items] == [
        ("one", "single"),
        ("two", "multiple"),
        ("hot", "spot"),
    ]
    assert made.items[0]["stem"] == "Which hold?"
    assert made.items[0]["options"][0] == {"t": "One", "key": True, "why": "Because."}
    assert made.items[1]["score"] == "exact"
    assert [(one.item, one.file) for one in made.report.dropped] == [
        ("essay", "essay.xml"), ("text", "text.xml"), ("r5", "imsmanifest.xml"),
    ]  # fmt: skip
