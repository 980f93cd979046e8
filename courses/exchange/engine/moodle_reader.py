"""Moodle XML in: the question types that have a key; files inside questions come along."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote

from courses.exchange.engine.beside import stem_without_quotation
from courses.exchange.engine.cloze import read_cloze
from courses.exchange.engine.items import MARK, Collector, number_of, read_rest
from courses.exchange.engine.markup import plain_of
from courses.exchange.engine.report import Change, FileRefused, Imported
from courses.exchange.engine.safety import Node, xml_of
from courses.exchange.engine.shapes import choices_of, numbers_of, short_of, truth_of

_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_RULES = {
    "RELATIVE_NEXT_EXCLUDE_LAST": "proportional",
    "ALL_OR_NOTHING": "exact",
    "0": "proportional",
    "-1": "exact",
    "1": "proportional",
}
MAX_MEDIA = 2_000_000


class _Question:
    """One question element: its texts as plain ones, and what was lost on the way."""

    def __init__(self, node: Node, media: dict[str, bytes]) -> None:
        self.node, self.media = node, media
        self.changes: list[Change] = []

    def text(self, node: Node | None, field: str = "stem") -> str:
        """The text of an element with a `<text>` inside; its files are taken over and named in the text."""
        if node is None:
            return ""
        inner = node.one("text")
        raw = (inner if inner is not None else node).text.strip()
        names = {found.attrs.get("name", ""): self._file(found) for found in node.all("file")}
        form = node.attrs.get("format", "html")
        if form == "plain_text" or ("<" not in raw and "&" not in raw and not names):
            return raw
        made = plain_of(
            raw, lambda source: names.get(unquote(source.removeprefix("@@PLUGINFILE@@/")), source)
        )
        if made.lost:
            self.changes.append(Change(field, f"Formatting was left out: {', '.join(made.lost)}."))
        if made.images:
            self.changes.append(Change("media", "Pictures lie in media/ and are named in the text."))
        return made.text

    def value(self, tag: str) -> str:
        node = self.node.one(tag)
        return node.text.strip() if node is not None else ""

    def answers(self) -> list[tuple[float, str, str, Node]]:
        """(per cent, text, feedback, element) of each answer."""
        return [
            (
                float(number_of(one.attrs.get("fraction", "0")) or 0),
                self.text(one, "options"),
                self.text(one.one("feedback"), "why"),
                one,
            )
            for one in self.node.all("answer")
        ]

    def closing(self) -> dict[str, Any]:
        ok, no = (
            self.text(self.node.one("correctfeedback"), "feedback"),
            self.text(self.node.one("incorrectfeedback"), "feedback"),
        )
        return {"feedback": {"ok": ok, "no": no}} if ok and no else {}

    def _file(self, node: Node) -> str:
        name = _NAME.sub("-", node.attrs.get("name", "")).strip("-.") or "file"
        try:
            data = base64.b64decode("".join(node.text.split()), validate=True)
        except (binascii.Error, ValueError):
            self.changes.append(Change("media", f"The file “{name}” cannot be decoded and was left out."))
            return node.attrs.get("name", "")
        if len(data) > MAX_MEDIA:
            self.changes.append(Change("media", f"The file “{name}” is larger than 2 MB and was left out."))
            return node.attrs.get("name", "")
        path, number = f"media/{name}", 2
        while self.media.get(path, data) != data:
            path, number = f"media/{number}-{name}", number + 1
        self.media[path] = data
        return path


def read_moodle(data: bytes) -> Imported:
    """All questions of a Moodle XML file."""
    root = xml_of(data)
    if root.tag != "quiz":
        raise FileRefused(
            f"This is no Moodle XML: it begins with <{root.tag}>, not with <quiz>.", line=root.line
        )
    collector, category = Collector(), ""
    for node in root.all("question"):
        kind = node.attrs.get("type", "")
        if kind == "category":
            category = (node.find("category", "text") or Node("", {}, 0)).text.strip()
            continue
        _read(node, kind, category, collector)
    return collector.made


def _read(node: Node, kind: str, category: str, collector: Collector) -> None:
    question = _Question(node, collector.made.media)
    name = (node.find("name", "text") or Node("", {}, 0)).text.strip() or f"line-{node.line}"
    rest: dict[str, Any] = {}
    tags = []
    for tag in (node.one("tags") or Node("", {}, 0)).all("tag"):
        text = tag.text.strip()
        if text.startswith(MARK):
            rest |= read_rest(text)
        elif text:
            tags.append(text[:100])
    if category and not rest:
        tags.append(f"category:{category}"[:100])
    reader = READERS.get(kind)
    if reader is None:
        collector.drop(
            name,
            f"The type “{kind}” has no key that a rule could mark, or is not known here.",
            line=node.line,
        )
        return
    stem = question.text(node.one("questiontext"))
    item = reader(question, stem)
    if isinstance(item, str):
        collector.drop(name, item, line=node.line)
        return
    item.setdefault("stem", stem)
    item["stem"] = stem_without_quotation(item["stem"], rest)
    points = number_of(question.value("defaultgrade"))
    if points and points > 0 and points != 1:
        item["points"] = points
    general = question.text(node.one("generalfeedback"), "feedback")
    if general:
        question.changes.append(Change("feedback", f"The general feedback was left out: “{general[:80]}”."))
    if node.all("hint"):
        question.changes.append(Change("hint", f"{len(node.all('hint'))} hints were left out."))
    own = {"tags": tags} if tags and "tags" not in rest else {}
    collector.take(own | item, question.changes, name=name, rest=rest, line=node.line)


def _choice(question: _Question, _stem: str) -> dict[str, Any] | str:
    read = [(weight, text, why) for weight, text, why, _ in question.answers()]
    made = choices_of(read, question.changes)
    if isinstance(made, dict) and made["type"] == "multiple" and question.value("single") in ("true", "1"):
        question.changes.append(
            Change("type", "One choice with several right answers became a multiple choice.")
        )
    if isinstance(made, dict) and made["type"] == "single" and question.value("single") in ("false", "0"):
        wrong = [weight for weight, _, _ in read if weight <= 0]
        made |= {
            "type": "multiple",
            "score": "penalty"
            if wrong and min(wrong) <= -99
            else {"each_right": 1, "each_wrong": min(wrong, default=0) / 100},
        }
        question.changes[:] = [one for one in question.changes if one.field != "options"]
    if question.node.one("partiallycorrectfeedback") is not None and question.text(
        question.node.one("partiallycorrectfeedback")
    ):
        question.changes.append(Change("feedback", "The words for a partly right answer were left out."))
    return made | question.closing() if isinstance(made, dict) else made


def _truth(question: _Question, _stem: str) -> dict[str, Any] | str:
    whys, key = {"true": "", "false": ""}, ""
    for weight, text, why, _ in question.answers():
        whys[text.lower()] = why
        key = text.lower() if weight > 0 else key
    if key not in ("true", "false"):
        return "Neither side is right."
    return truth_of(key == "true", whys["true"], whys["false"])


def _number(question: _Question, _stem: str) -> dict[str, Any] | str:
    read, no = [], ""
    for weight, text, why, node in question.answers():
        tolerance = number_of((node.one("tolerance") or Node("", {}, 0)).text or "0")
        value = number_of(text)
        if text.strip() == "*":
            no = why
        elif value is None or tolerance is None or tolerance < 0:
            return f"“{text[:40]}” is no number with a tolerance."
        else:
            read.append((weight, value, tolerance, why))
    right = next((one for one in read if one[0] >= 100), None)
    ok = right[3] if right else ""
    if right and ok and no:
        read = [(*one[:3], "") if one is right else one for one in read]
    made = numbers_of(read, question.changes)
    if isinstance(made, str):
        return made
    if ok and no:
        made["feedback"] = {"ok": ok, "no": no}
    return made | _units(question)


def _units(question: _Question) -> dict[str, Any]:
    units = [
        (
            (one.one("unit_name") or Node("", {}, 0)).text.strip(),
            number_of((one.one("multiplier") or Node("", {}, 0)).text),
        )
        for one in (question.node.one("units") or Node("", {}, 0)).all("unit")
    ]
    base = next((name for name, factor in units if factor == 1), "")
    others = {
        name: number_of(repr(1 / factor)) for name, factor in units if factor and name != base and factor > 0
    }
    return ({"unit": base} if base else {}) | ({"units": others} if others else {})


def _short(question: _Question, _stem: str) -> dict[str, Any] | str:
    forms, ok, no = [], "", ""
    for weight, text, why, _ in question.answers():
        if text == "*" and weight <= 0:
            no = why
        elif weight >= 100:
            forms.append(text)
            ok = ok or why
        else:
            question.changes.append(
                Change("forms", f"“{text[:40]}” earned {weight:g} of 100 and was left out.")
            )
    if question.value("usecase") == "1":
        question.changes.append(Change("forms", "Capitals made a difference; here they do not."))
    made = short_of(forms, question.changes)
    if isinstance(made, dict) and ok and no:
        made["feedback"] = {"ok": ok, "no": no}
    elif isinstance(made, dict) and (ok or no):
        question.changes.append(Change("feedback", f"Feedback was left out: “{(ok or no)[:60]}”."))
    return made


def _match(question: _Question, _stem: str) -> dict[str, Any] | str:
    pairs, extra = [], []
    for sub in question.node.all("subquestion"):
        left, right = (
            question.text(sub, "pairs"),
            (sub.find("answer", "text") or Node("", {}, 0)).text.strip(),
        )
        if left:
            pairs.append({"left": left, "right": right})
        elif right:
            extra.append(right)
    return {"type": "match", "pairs": pairs, "extra": extra} | question.closing()


def _order(question: _Question, _stem: str) -> dict[str, Any] | str:
    rule = question.value("gradingtype")
    if rule not in _RULES:
        question.changes.append(
            Change("score", "The rule of marking is not known here; neighbours in order count.")
        )
    elif rule in ("0", "1"):
        question.changes.append(Change("score", "Here neighbours in order count, not the places."))
    steps = [{"t": text} for _, text, _, _ in question.answers()]
    return {"type": "order", "steps": steps, "score": _RULES.get(rule, "proportional")} | question.closing()


def _cloze(question: _Question, stem: str) -> dict[str, Any] | str:
    return read_cloze(stem, question.changes)


READERS: dict[str, Callable[[_Question, str], dict[str, Any] | str]] = {
    "multichoice": _choice,
    "truefalse": _truth,
    "numerical": _number,
    "shortanswer": _short,
    "matching": _match,
    "ordering": _order,
    "cloze": _cloze,
    "multianswer": _cloze,
}
KINDS: Sequence[str] = tuple(READERS)
