"""Gaps in Moodle's way of writing them: `{1:MULTICHOICE:=right#why~wrong#why}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from courses.exchange.engine.items import number_of
from courses.exchange.engine.report import Change

_GAP = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^\\}])*)\}", re.DOTALL)
_CHOICE = {
    "MULTICHOICE",
    "MC",
    "MCV",
    "MULTICHOICE_V",
    "MCH",
    "MULTICHOICE_H",
    "MCS",
    "MULTICHOICE_S",
    "MCVS",
    "MCHS",
}
_SHORT = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_NUMBER = {"NUMERICAL", "NM"}
_TOKEN = re.compile(r"\\.|.", re.DOTALL)
_SPECIAL = re.compile(r"([\\}#~/\"=])")
STEM = "Fill in the gaps."


def read_cloze(source: str, changes: list[Change]) -> dict[str, Any] | str:
    """The stem, the text and the gaps, or the reason why it cannot be taken."""
    gaps: list[dict[str, Any]] = []
    text, last = "", 0
    for found in _GAP.finditer(source):
        gap = _gap(found[2], found[3], changes)
        if isinstance(gap, str):
            return gap
        if found[1] not in ("", "1"):
            changes.append(Change("gaps", "A gap had a weight of its own; here each counts the same."))
        gaps.append(gap)
        text += source[last : found.start()] + f"{{{len(gaps)}}}"
        last = found.end()
    if not gaps:
        return "The text has no gap."
    text += source[last:]
    head, mark, body = text.partition("\n\n")
    if mark and "{1}" in body and head.strip():
        return {"type": "cloze", "stem": head.strip(), "text": body.strip(), "gaps": gaps}
    changes.append(Change("stem", f"The question came without an instruction; “{STEM}” stands for it."))
    return {"type": "cloze", "stem": STEM, "text": text.strip(), "gaps": gaps}


def _gap(kind: str, body: str, changes: list[Change]) -> dict[str, Any] | str:
    answers = []
    for part in _split(body, "~"):
        weight = 0.0
        found = re.match(r"=|%(-?\d+(?:\.\d+)?)%", part)
        if found:
            weight = float(found[1]) if found[1] else 100.0
        text, _, why = _cut(part[found.end() :] if found else part)
        answers.append((weight, text, why))
    right = [one for one in answers if one[0] >= 100]
    if not right:
        return "A gap has no answer that is wholly right."
    if any(0 < weight < 100 for weight, _, _ in answers):
        changes.append(Change("gaps", "Answers that earned a part of a gap were left out or count as wrong."))
    if kind in _CHOICE:
        options = [
            {"t": text} | ({"key": True} if weight >= 100 else {}) | ({"why": why} if why else {})
            for weight, text, why in answers
        ]
        return {"options": options}
    if kind in _SHORT:
        if kind in ("SHORTANSWER_C", "SAC", "MWC"):
            changes.append(Change("gaps", "Capitals made a difference in a gap; here they do not."))
        return {"forms": [text for _, text, _ in right]} | ({"why": right[0][2]} if right[0][2] else {})
    if kind in _NUMBER:
        value, _, tolerance = right[0][1].partition(":")
        key, off = number_of(value), number_of(tolerance or "0")
        if key is None or off is None:
            return f"“{right[0][1][:40]}” is no number with a tolerance."
        return {"key": key, "tolerance": off} | ({"why": right[0][2]} if right[0][2] else {})
    return f"A gap of the kind “{kind}” is not known here."


def _cut(part: str) -> tuple[str, str, str]:
    text, *why = _split(part, "#")
    clean = [re.sub(r"\\(.)", r"\1", piece, flags=re.DOTALL).strip() for piece in (text, "#".join(why))]
    return clean[0], "#", clean[1]


def _split(source: str, mark: str) -> list[str]:
    """The parts between the marks; a mark behind a backslash is none, unless that backslash is itself meant."""
    parts = [""]
    for token in _TOKEN.findall(source):
        if token == mark:
            parts.append("")
        else:
            parts[-1] += token
    return parts


def write_cloze(item: Mapping[str, Any]) -> str:
    """Stem and text in one, with the gaps in their places."""
    text = str(item["text"])
    for number, gap in enumerate(item["gaps"], 1):
        text = text.replace(f"{{{number}}}", _written(gap), 1)
    return f"{item['stem']}\n\n{text}"


def _weight(option: Mapping[str, Any]) -> str:
    """A text that begins with a percent sign would read as a weight: there the weight of a wrong choice is written."""
    return "=" if option.get("key") else "%0%" if str(option["t"]).startswith("%") else ""


def _written(gap: Mapping[str, Any]) -> str:
    why = f"#{_safe(gap['why'])}" if gap.get("why") else ""
    if gap.get("options"):
        parts = [f"{_weight(one)}{_safe(one['t'])}#{_safe(one['why'])}" for one in gap["options"]]
        return "{1:MULTICHOICE:" + "~".join(parts) + "}"
    if gap.get("forms"):
        return "{1:SHORTANSWER:" + "~".join(f"={_safe(form)}{why}" for form in gap["forms"]) + "}"
    return "{1:NUMERICAL:" + f"={gap['key']!r}:{gap.get('tolerance', 0)!r}{why}" + "}"


def _safe(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", str(text))
