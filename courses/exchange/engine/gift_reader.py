"""GIFT in: one text file, a question a block, with weights, feedback, numbers and pairs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from courses.exchange.engine.beside import stem_without_quotation
from courses.exchange.engine.items import Collector, number_of, read_rest
from courses.exchange.engine.markup import plain_of
from courses.exchange.engine.report import Change, Imported
from courses.exchange.engine.safety import text_of
from courses.exchange.engine.shapes import choices_of, numbers_of, short_of, truth_of

_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d+)?)%")
_HEAD = re.compile(r"\s*\[(html|plain|markdown|moodle)\]", re.IGNORECASE)
_NOTE = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")


@dataclass
class _Block:
    line: int
    text: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    category: str = ""


def read_gift(data: bytes) -> Imported:
    """All questions of a GIFT file."""
    collector = Collector()
    for block in _blocks(text_of(data)):
        _read_block(block, collector)
    return collector.made


def _blocks(text: str) -> list[_Block]:
    found: list[_Block] = []
    notes: list[str] = []
    category, block = "", None
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare.startswith("//"):
            notes.append(bare[2:].strip())
        elif bare.startswith("$CATEGORY:"):
            category, block = bare[10:].strip(), None
        elif not bare:
            block = None
        elif block is None:
            block = _Block(number, [line], notes, category)
            notes = []
            found.append(block)
        else:
            block.text.append(line)
    return found


def _split(text: str, marks: str) -> list[tuple[str, str]]:
    """(mark, what follows it) at every mark that no backslash protects; the text before the first has the mark ''."""
    found: list[tuple[str, str]] = []
    mark, start, at = "", 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        if text[at] in marks:
            found.append((mark, text[start:at]))
            mark, start = text[at], at + 1
        at += 1
    return [*found, (mark, text[start:])]


def _plain(text: str, is_html: bool, changes: list[Change]) -> str:
    raw = re.sub(
        r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text.strip(), flags=re.DOTALL
    ).strip()
    if not is_html:
        return raw
    made = plain_of(raw)
    if made.lost:
        changes.append(Change("stem", f"Formatting was left out: {', '.join(made.lost)}."))
    if made.images:
        changes.append(Change("media", "A GIFT file carries no pictures; their names stand in the text."))
    return made.text


def _read_block(block: _Block, collector: Collector) -> None:
    text = "\n".join(block.text).strip()
    changes: list[Change] = []
    rest: dict[str, Any] = {}
    labels: dict[str, Any] = {}
    for note in block.notes:
        rest |= read_rest(note)
        for kind, value in _NOTE.findall(note):
            clean = re.sub(r"\\(.)", r"\1", value)
            if kind == "id":
                rest.setdefault("id", clean)
            elif "tags" not in rest and clean:
                labels.setdefault("tags", []).append(clean)
    if block.category and "tags" not in rest:
        labels.setdefault("tags", []).append(f"category:{block.category}")
    title = ""
    if text.startswith("::"):
        parts = re.split(r"(?<!\\)::", text[2:], maxsplit=1)
        title, text = _plain(parts[0], False, changes), parts[1] if len(parts) > 1 else ""
    head = _HEAD.match(text)
    is_html = head is None or head[1].lower() in ("html", "moodle")
    text = text[head.end() :] if head else text
    is_html = is_html and "<" in text
    opened = _split(text, "{")
    name = title or f"line-{block.line}"
    if len(opened) < 2:
        collector.drop(name, "It has no answers in { }: a description, not a question.", line=block.line)
        return
    closed = _split("{".join(part for _, part in opened[1:]), "}")
    if len(closed) < 2:
        collector.drop(name, "The bracket { is not closed.", line=block.line)
        return
    if len(opened) > 2 or len(closed) > 2:
        collector.drop(name, "It has more than one pair of { }.", line=block.line)
        return
    stem, body, tail = opened[0][1], closed[0][1], closed[1][1]
    if tail.strip():
        stem = f"{stem.rstrip()} ___ {tail.strip()}"
        changes.append(Change("stem", "The gap is written as ___."))
    item = _answers(body.strip(), is_html, changes)
    if isinstance(item, str):
        collector.drop(name, item, line=block.line)
        return
    item["stem"] = stem_without_quotation(_plain(stem, is_html, changes), rest)
    collector.take(labels | item, changes, name=name, rest=rest, line=block.line)


def _answers(body: str, is_html: bool, changes: list[Change]) -> dict[str, Any] | str:
    """The fields of the question, or the reason why it cannot be taken."""
    general = re.split(r"(?<!\\)####", body, maxsplit=1)
    if len(general) > 1:
        body = general[0].strip()
        changes.append(Change("feedback", f"The general feedback was left out: “{general[1].strip()[:80]}”."))
    if not body:
        return "It is an essay: it has no key."
    if body.startswith("#"):
        return _numeric(body[1:], is_html, changes)
    truth = re.match(r"(TRUE|FALSE|T|F)\s*(?=#|$)", body, re.IGNORECASE)
    if truth:
        return _truth(truth[1].upper().startswith("T"), body[truth.end() :], is_html, changes)
    parts = [(mark, part) for mark, part in _split(body, "=~") if mark or part.strip()]
    if not parts or parts[0][0] == "":
        return "The answers do not begin with = or ~."
    if all(mark == "=" for mark, _ in parts):
        if all(re.search(r"(?<!\\)->", part) for _, part in parts):
            return _pairs([part for _, part in parts], is_html, changes)
        return _short(parts, is_html, changes)
    return _choices(parts, is_html, changes)


def _weighed(part: str) -> tuple[float | None, str]:
    found = _WEIGHT.match(part)
    return (float(found[1]), part[found.end() :]) if found else (None, part)


def _with_feedback(part: str, is_html: bool, changes: list[Change]) -> tuple[str, str]:
    pieces = _split(part, "#")
    feedback = "#".join(piece for _, piece in pieces[1:])
    return _plain(pieces[0][1], is_html, changes), _plain(feedback, is_html, changes)


def _choices(parts: Sequence[tuple[str, str]], is_html: bool, changes: list[Change]) -> dict[str, Any] | str:
    read = []
    for mark, part in parts:
        weight, text = _weighed(part)
        read.append(
            (
                100.0 if mark == "=" and weight is None else weight or 0.0,
                *_with_feedback(text, is_html, changes),
            )
        )
    return choices_of(read, changes)


def _short(parts: Sequence[tuple[str, str]], is_html: bool, changes: list[Change]) -> dict[str, Any] | str:
    forms = []
    for _, part in parts:
        weight, text = _weighed(part)
        form, why = _with_feedback(text, is_html, changes)
        if weight is not None and weight < 100:
            changes.append(Change("forms", f"“{form[:40]}” earned {weight:g} of 100 and was left out."))
            continue
        if why:
            changes.append(Change("why", f"The feedback on “{form[:40]}” was left out."))
        forms.append(form)
    return short_of(forms, changes)


def _pairs(parts: Sequence[str], is_html: bool, changes: list[Change]) -> dict[str, Any]:
    pairs, extra = [], []
    for part in parts:
        left, right = re.split(r"(?<!\\)->", part, maxsplit=1)
        one, other = _plain(left, is_html, changes), _plain(right, is_html, changes)
        if one:
            pairs.append({"left": one, "right": other})
        else:
            extra.append(other)
    return {"type": "match", "pairs": pairs, "extra": extra}


def _truth(key: bool, tail: str, is_html: bool, changes: list[Change]) -> dict[str, Any]:
    pieces = [_plain(piece, is_html, changes) for mark, piece in _split(tail, "#") if mark]
    wrong, right = [*pieces, "", ""][:2]
    return truth_of(key, right if key else wrong, wrong if key else right)


def _numeric(body: str, is_html: bool, changes: list[Change]) -> dict[str, Any] | str:
    parts = [(mark, part) for mark, part in _split(body, "=~") if part.strip()]
    read: list[tuple[float, float, float, str]] = []
    for mark, part in parts:
        weight, text = _weighed(part)
        value, why = _with_feedback(text, is_html, changes)
        if mark == "~":
            continue
        found = _range(value)
        if found is None:
            return f"“{value[:40]}” is no number with a tolerance."
        read.append((100.0 if weight is None else weight, *found, why))
    return numbers_of(read, changes)


def _range(text: str) -> tuple[float, float] | None:
    if ".." in text:
        low, high = (number_of(end) for end in text.split("..", 1))
        if low is None or high is None or high < low:
            return None
        middle, half = number_of(str((low + high) / 2)), number_of(str((high - low) / 2))
        return (middle or 0, half or 0)
    value, _, tolerance = text.partition(":")
    number, off = number_of(value), number_of(tolerance or "0")
    return (number, off) if number is not None and off is not None and off >= 0 else None
