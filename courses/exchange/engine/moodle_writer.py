"""Moodle XML out: every type has its place or a near one; what is beyond travels in a tag of ours."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from courses.exchange.engine.beside import (
    base_type,
    keep_beside,
    keep_labels,
    keep_match,
    keep_short,
    keep_whys,
    penalty_of,
    quoted_stem,
)
from courses.exchange.engine.cloze import write_cloze
from courses.exchange.engine.items import LABELS, rest_line
from courses.exchange.engine.markup import html_of, images_in
from courses.exchange.engine.report import Change, Exported, Report

LOST = {
    "formula": "The author's formula is not shown by others.",
    "accept": "Patterns are not known to others; the sample answers stand for them.",
    "reject": "Patterns that reject are not known to others.",
} | dict.fromkeys(LABELS, "Others see this label only inside a tag.")
_NO_CLOSING = {"feedback": "The closing words for right and wrong are not shown by others."}


class _Writer:
    def __init__(self, media: Mapping[str, bytes], lost: list[Change]) -> None:
        self.media, self.lost = media, lost

    def text(self, tag: str, text: str, attrs: str = "", inner: str = "") -> str:
        """An element with its `<text>`: plain, or as HTML with its files where it names pictures."""
        names = [name for name in dict.fromkeys(images_in(text)) if name in self.media]
        missing = [name for name in images_in(text) if name not in self.media]
        if missing:
            self.lost.append(
                Change("media", f"The picture {missing[0]} is not there; its name stands in the text.")
            )
        if not names:
            return f'<{tag} format="plain_text"{attrs}><text>{escape(text)}</text>{inner}</{tag}>'
        made = html_of(
            text, lambda name: "@@PLUGINFILE@@/" + name.rsplit("/", 1)[-1] if name in self.media else name
        )
        files = "".join(
            f'<file name={quoteattr(name.rsplit("/", 1)[-1])} path="/" encoding="base64">'
            f"{base64.b64encode(self.media[name]).decode()}</file>"
            for name in names
        )
        return f'<{tag} format="html"{attrs}><text>{escape(made)}</text>{files}{inner}</{tag}>'

    def answer(self, fraction: float, text: str, why: str = "", inner: str = "") -> str:
        feedback = self.text("feedback", why) if why else ""
        return self.text("answer", text, f' fraction="{fraction:.7g}"', feedback + inner)

    def closing(self, item: Mapping[str, Any]) -> str:
        own = item.get("feedback")
        return (
            self.text("correctfeedback", own["ok"]) + self.text("incorrectfeedback", own["no"]) if own else ""
        )


def write_moodle(items: Sequence[Mapping[str, Any]], media: Mapping[str, bytes] | None = None) -> Exported:
    """The questions as Moodle XML, with the report of what others will not see."""
    report, line = Report(), 3
    out = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    for item in items:
        lost: list[Change] = []
        rest: dict[str, Any] = {"id": item["id"]}
        own = base_type(item, lost, rest)
        writer = _Writer(media or {}, lost)
        kind, body = _BODIES[own["type"]](own, writer, rest)
        keep_beside(own, LOST, lost, rest)
        stem = (
            write_cloze(own | {"stem": quoted_stem(own, lost, rest)})
            if kind == "cloze"
            else quoted_stem(own, lost, rest)
        )
        tags = [str(tag) for tag in own.get("tags", ())] + [rest_line(rest)]
        block = [
            f'<question type="{kind}">',
            f"<name><text>{escape(item['id'])}</text></name>",
            writer.text("questiontext", stem),
            f"<defaultgrade>{own.get('points', 1):g}</defaultgrade>",
            body,
            "<tags>" + "".join(f"<tag><text>{escape(tag)}</text></tag>" for tag in tags) + "</tags>",
            "</question>",
        ]
        out.append("\n".join(block))
        report.taken(item["id"], lost, line=line)
        line += "\n".join(block).count("\n") + 1
    return Exported("\n".join([*out, "</quiz>", ""]).encode(), report)


def _single(item: Mapping[str, Any], writer: _Writer, rest: dict[str, Any]) -> tuple[str, str]:
    accepted = [number for number, one in enumerate(item["options"]) if one.get("accepted")]
    if accepted:
        rest["accepted"] = accepted
        writer.lost.append(Change("options", "Others do not know the answer that was accepted later."))
    answers = [writer.answer(100 if one.get("key") else 0, one["t"], one["why"]) for one in item["options"]]
    return "multichoice", "\n".join(["<single>true</single>", *answers, writer.closing(item)])


def _multiple(item: Mapping[str, Any], writer: _Writer, rest: dict[str, Any]) -> tuple[str, str]:
    off = penalty_of(item, writer.lost, rest)
    each = 100 / sum(bool(one.get("key")) for one in item["options"])
    answers = [
        writer.answer(each if one.get("key") else each * off, one["t"], one["why"]) for one in item["options"]
    ]
    return "multichoice", "\n".join(["<single>false</single>", *answers, writer.closing(item)])


def _truth(item: Mapping[str, Any], writer: _Writer, rest: dict[str, Any]) -> tuple[str, str]:
    keep_labels(item, writer.lost, rest)
    keep_beside(item, _NO_CLOSING, writer.lost, rest)
    whys = {one["value"]: one["why"] for one in item["options"]}
    answers = [
        writer.answer(100 if side == item["key"] else 0, str(side).lower(), whys[side])
        for side in (True, False)
    ]
    return "truefalse", "\n".join(answers)


def _number(item: Mapping[str, Any], writer: _Writer, rest: dict[str, Any]) -> tuple[str, str]:
    def tolerance(value: Any) -> str:
        return f"<tolerance>{value!r}</tolerance>"

    own = item.get("feedback") or {}
    answers = [writer.answer(100, repr(item["key"]), own.get("ok", ""), tolerance(item.get("tolerance", 0)))]
    answers += [
        writer.answer(
            near.get("share", 0) * 100, repr(near["value"]), near["why"], tolerance(near.get("tolerance", 0))
        )
        for near in item.get("near", ())
    ]
    if own:
        answers.append(writer.answer(0, "*", own["no"]))
    units = [(item["unit"], 1.0)] if item.get("unit") else []
    units += [(name, 1 / factor) for name, factor in item.get("units", {}).items()]
    rest |= {name: item[name] for name in ("unit", "units") if name in item}
    rows = "".join(
        f"<unit><multiplier>{factor!r}</multiplier><unit_name>{escape(name)}</unit_name></unit>"
        for name, factor in units
    )
    return "numerical", "\n".join([*answers, f"<units>{rows}</units>" if rows else ""])


def _words(item: Mapping[str, Any], writer: _Writer, rest: dict[str, Any]) -> tuple[str, str]:
    forms = list(
        dict.fromkeys([*item.get("forms", ()), *(item["sample_answers"] if item.get("accept") else ())])
    )
    keep_short(item, writer.lost, rest)
    if item.get("max_words", 12) != 12:
        writer.lost.append(Change("max_words", "Others do not count words."))
    own = item.get("feedback") or {}
    answers = [writer.answer(100, form, own.get("ok", "")) for form in forms]
    if own:
        answers.append(writer.answer(0, "*", own["no"]))
    return "shortanswer", "\n".join(["<usecase>0</usecase>", *answers])


def _match(item: Mapping[str, Any], writer: _Writer, rest: dict[str, Any]) -> tuple[str, str]:
    keep_match(item, writer.lost, rest)
    rows = [(one["left"], one["right"]) for one in item["pairs"]] + [
        ("", text) for text in item.get("extra", ())
    ]
    parts = [
        writer.text("subquestion", left, inner=f"<answer><text>{escape(right)}</text></answer>")
        for left, right in rows
    ]
    return "matching", "\n".join(["<shuffleanswers>true</shuffleanswers>", *parts, writer.closing(item)])


def _order(item: Mapping[str, Any], writer: _Writer, rest: dict[str, Any]) -> tuple[str, str]:
    keep_whys(item["steps"], ("why",), writer.lost, rest)
    rule = "ALL_OR_NOTHING" if item.get("score") == "exact" else "RELATIVE_NEXT_EXCLUDE_LAST"
    head = f"<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount><gradingtype>{rule}</gradingtype>"
    answers = [writer.answer(number, one["t"]) for number, one in enumerate(item["steps"], 1)]
    return "ordering", "\n".join([head, *answers, writer.closing(item)])


def _cloze(item: Mapping[str, Any], writer: _Writer, rest: dict[str, Any]) -> tuple[str, str]:
    keep_beside(item, _NO_CLOSING, writer.lost, rest)
    if any(gap.get("label") for gap in item["gaps"]):
        rest["whys"] = [{"label": gap.get("label", "")} for gap in item["gaps"]]
        writer.lost.append(Change("gaps", "The names of the gaps are not shown by others."))
    if item.get("score", "proportional") != "proportional":
        rest["score"] = item["score"]
        writer.lost.append(Change("score", "Others give each gap its part."))
    return "cloze", ""


_BODIES = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _truth,
    "numeric": _number,
    "short": _words,
    "match": _match,
    "order": _order,
    "cloze": _cloze,
}
