"""Cases whose outcome must be the same in years to come: (name, kind, changes to the item, answer as sent)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from courses.quizzes.engine.types import face, grade, notice, read, table
from courses.quizzes.engine.types.registry import ITEM, Item
from courses.quizzes.engine.values import Face, Grade
from tests.courses.quizzes.bank import item

FEEDBACK = {"feedback": {"ok": "Well seen.", "no": "Look again."}}
SAID = {"context": {"who": "Ilse·L", "text": "On time was 97 %."}, "points": 2.5}
ACCEPTED = {
    "options": [
        {"t": "Ask the avatar again.", "why": "Doubt is not evidence.", "accepted": True},
        {"t": "Open the source.", "key": True, "why": "Only this adds information."},
        {"t": "Use the second figure at once.", "why": "It is another guess."},
    ]
}
NEAR = {
    "unit": "kg",
    "units": {"g": 0.001, "t": 1000},
    "near": [
        {"value": 25212, "tolerance": 1, "why": "That is the large side.", "share": 0.25},
        {"value": 25212.5, "tolerance": 0.5, "why": "The large side, rounded.", "share": 0.5},
        {"value": 2000, "why": "Accepted since the correction.", "share": 1},
    ],
}
HALF = {"each_right": 2, "each_wrong": -1, "floor": 0}
CASES: list[tuple[str, str, dict[str, Any], dict[str, list[str]]]] = [
    ("the key", "single", FEEDBACK, {"": ["2"]}),
    ("another", "single", FEEDBACK, {"": ["3"]}),
    ("an accepted one", "single", ACCEPTED | FEEDBACK, {"": ["1"]}),
    ("nothing", "single", FEEDBACK | SAID, {}),
    ("certain and right", "confidence", FEEDBACK, {"": ["2"], "sure": ["100"]}),
    ("certain and wrong", "confidence", FEEDBACK, {"": ["1"], "sure": ["100"]}),
    ("half sure and wrong", "confidence", FEEDBACK, {"": ["1"], "sure": ["70"]}),
    ("right, not said how sure", "confidence", FEEDBACK, {"": ["2"]}),
    ("sure of nothing", "confidence", FEEDBACK, {"sure": ["90"]}),
    ("accepted at 60", "confidence", ACCEPTED, {"": ["1"], "sure": ["60"]}),
    ("nothing", "confidence", SAID, {}),
    ("both", "multiple", FEEDBACK, {"": ["3", "1"]}),
    ("one of two", "multiple", FEEDBACK, {"": ["1"]}),
    ("one right, one wrong", "multiple", FEEDBACK, {"": ["1", "2"]}),
    ("two right, one wrong, proportional", "multiple", {"score": "proportional"}, {"": ["1", "2", "3"]}),
    ("one of two, exact", "multiple", {"score": "exact"}, {"": ["3"]}),
    ("two right, one wrong, weighed", "multiple", {"score": HALF}, {"": ["1", "3", "4"]}),
    ("only wrong", "multiple", {}, {"": ["4"]}),
    ("nothing", "multiple", FEEDBACK | SAID, {}),
    ("false is right", "truefalse", FEEDBACK, {"": ["false"]}),
    ("true is wrong", "truefalse", FEEDBACK, {"": ["true"]}),
    ("true is right", "truefalse", {"key": True}, {"": ["true"]}),
    ("nothing", "truefalse", FEEDBACK | SAID, {}),
    ("the number", "numeric", {}, {"": ["1,188 orders"]}),
    ("at the edge", "numeric", {}, {"": ["1189"]}),
    ("beyond the edge", "numeric", {}, {"": ["1189.5"]}),
    ("below the edge", "numeric", {}, {"": ["1187"]}),
    ("a known mistake", "numeric", {}, {"": ["25213"]}),
    ("beyond the known mistake", "numeric", {}, {"": ["25214"]}),
    ("the better of two known mistakes", "numeric", NEAR, {"": ["25212"]}),
    ("another unit", "numeric", NEAR, {"": ["1.188 t"]}),
    ("grams", "numeric", NEAR, {"": ["1188000 G"]}),
    ("accepted later", "numeric", NEAR, {"": ["2000"]}),
    ("an unknown unit", "numeric", NEAR, {"": ["1188 miles"]}),
    ("no number", "numeric", {}, {"": ["many"]}),
    ("nothing", "numeric", SAID | {"key": 1234567, "unit": "kg"}, {}),
    ("a small key", "numeric", {"key": 0.25, "tolerance": 0, "near": [], "unit": ""}, {"": ["0.26"]}),
    ("a form", "short", FEEDBACK, {"": ["kpi q2 FINAL"]}),
    ("a pattern", "short", FEEDBACK, {"": ["It fell by two points"]}),
    ("rejected", "short", FEEDBACK, {"": ["nothing, no points"]}),
    ("not recognised", "short", FEEDBACK, {"": ["the sheet"]}),
    ("not recognised, wrong by rule", "short", {"unmatched": "wrong"}, {"": ["the sheet"]}),
    ("too many words", "short", {"max_words": 3}, {"": ["it fell by two points"]}),
    ("as many words as allowed", "short", {"max_words": 5}, {"": ["it fell by two points"]}),
    ("nothing", "short", FEEDBACK | SAID, {}),
    ("all pairs", "match", FEEDBACK, {"1": ["1"], "2": ["2"], "3": ["3"]}),
    ("two of three", "match", FEEDBACK, {"1": ["1"], "2": ["2"], "3": ["4"]}),
    ("one, two left open", "match", {}, {"2": ["2"]}),
    ("none right", "match", {}, {"1": ["2"]}),
    ("two of three, exact", "match", {"score": "exact"}, {"1": ["1"], "2": ["2"], "3": ["1"]}),
    ("two of three, penalty", "match", {"score": "penalty"}, {"1": ["1"], "2": ["2"], "3": ["1"]}),
    ("nothing", "match", FEEDBACK | SAID, {}),
    ("in order", "order", FEEDBACK, {"1": ["1"], "2": ["2"], "3": ["3"], "4": ["4"]}),
    ("the last two swapped", "order", FEEDBACK, {"1": ["1"], "2": ["2"], "3": ["4"], "4": ["3"]}),
    ("moved by one", "order", {}, {"1": ["2"], "2": ["3"], "3": ["4"], "4": ["1"]}),
    ("backwards", "order", {}, {"1": ["4"], "2": ["3"], "3": ["2"], "4": ["1"]}),
    ("equal places", "order", {}, {"1": ["1"], "2": ["2"], "3": ["2"], "4": ["3"]}),
    ("the last two swapped, exact", "order", {"score": "exact"}, {"1": ["1"], "2": ["2"], "3": ["4"], "4": ["3"]}),
    ("two placed", "order", {}, {"3": ["1"], "4": ["2"]}),
    ("nothing", "order", FEEDBACK | SAID, {}),
    ("all gaps", "cloze", FEEDBACK, {"1": ["1"], "2": ["Source opened"], "3": ["3,3"]}),
    ("two of three", "cloze", FEEDBACK, {"1": ["2"], "2": ["the source is OPEN"], "3": ["3.35"]}),
    ("only a wrong word", "cloze", {}, {"2": ["tomorrow"]}),
    ("beyond the tolerance", "cloze", {}, {"1": ["1"], "3": ["3.36"]}),
    ("all gaps, exact", "cloze", {"score": "exact"}, {"1": ["1"], "2": ["source opened"], "3": ["3.3"]}),
    ("a sign and no word", "cloze", {}, {"2": ["?!"], "3": ["many"]}),
    ("nothing", "cloze", FEEDBACK | SAID, {}),
    ("both errors", "spot", FEEDBACK, {"": ["1", "3"]}),
    ("one error, one sound", "spot", FEEDBACK, {"": ["1", "2"]}),
    ("one error", "spot", FEEDBACK, {"": ["3"]}),
    ("one error, proportional", "spot", {"score": "proportional"}, {"": ["3", "4"]}),
    ("only sound ones", "spot", {}, {"": ["2", "4"]}),
    ("nothing", "spot", FEEDBACK | SAID, {}),
]  # fmt: skip


def spec_of(kind: str, more: dict[str, Any]) -> Item:
    return ITEM.validate_python(item(kind) | more)


def said(share: Fraction) -> str:
    return str(share)


def as_grade(found: Grade) -> dict[str, Any]:
    return {
        "share": said(found.share),
        "state": found.state.value,
        "counts": [found.right, found.wrong, found.total],
        "note": found.note,
        "lines": [[line.mark, line.label, line.text, line.better, line.why] for line in found.lines],
    }


def as_face(found: Face) -> dict[str, Any]:
    return {
        "id": found.id,
        "type": found.type,
        "stem": found.stem,
        "points": found.points,
        "context": found.context.text if found.context else "",
        "choices": [f"{'×' if one.is_chosen else '-'} {one.id} {one.text}" for one in found.choices],
        "rows": [
            [row.id, row.text, row.value, *(f"{'×' if c.is_chosen else '-'} {c.id} {c.text}" for c in row.choices)]
            for row in found.rows
        ],
        "scale": [f"{'×' if s.is_chosen else '-'} {s.value} {s.if_right} {s.if_wrong}" for s in found.scale],
        "rest": [found.value, found.unit, found.tail, found.count, found.who],
    }  # fmt: skip


def outcome(kind: str, more: dict[str, Any], raw: dict[str, list[str]]) -> dict[str, Any]:
    """Everything that a type says about one answer."""
    spec = spec_of(kind, more)
    answer = read(spec, raw)
    return {
        "kept": answer,
        "notice": notice(spec, answer),
        "grade": as_grade(grade(spec, answer)),
        "face": as_face(face(spec, answer, seed=20261124, shuffle=True)),
    }


def marking_table(kind: str, more: dict[str, Any]) -> list[str]:
    return [f"{row.right} right, {row.wrong} wrong: {row.share}" for row in table(spec_of(kind, more))]
