"""GIFT out: choices, truths, numbers, words and pairs; no ordering, no several gaps, no media."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from courses.exchange.engine.beside import (
    base_type,
    keep_beside,
    keep_labels,
    keep_match,
    keep_short,
    penalty_of,
    quoted_stem,
)
from courses.exchange.engine.items import LABELS, rest_line
from courses.exchange.engine.markup import images_in
from courses.exchange.engine.report import Change, Exported, Report

_SPECIAL = re.compile(r"([\\~=#{}:])")
LOST = {
    "points": "Others count one point for each question.",
    "feedback": "The closing words for right and wrong are not shown by others.",
    "formula": "The author's formula is not shown by others.",
    "units": "Others do not convert units.",
    "unit": "Others do not show the unit.",
    "accept": "Patterns are not known to others; the sample answers stand for them.",
    "reject": "Patterns that reject are not known to others.",
    "max_words": "Others do not count words.",
    "tags": "Others see the tags as comments.",
} | dict.fromkeys(LABELS, "Others see this label as a comment.")


def write_gift(items: Sequence[Mapping[str, Any]], media: Mapping[str, bytes] | None = None) -> Exported:  # noqa: ARG001 - one signature for all formats
    """The questions as GIFT, with the report of what others will not see."""
    report, blocks = Report(), []
    line = 1
    for item in items:
        lost: list[Change] = []
        rest: dict[str, Any] = {"id": item["id"]}
        own = base_type(item, lost, rest)
        stem = quoted_stem(own, lost, rest)
        if any(images_in(text) for text in _texts(own)):
            lost.append(Change("media", "A GIFT file carries no pictures; their names stand in the text."))
        body = _BODIES[own["type"]](own, lost, rest) if own["type"] in _BODIES else None
        if body is None:
            report.drop(item["id"], f"GIFT has no question of the type “{item['type']}”.", line=line)
            continue
        keep_beside(own, LOST, lost, rest)
        block = f"// {rest_line(rest)}\n::{_safe(item['id'])}::[plain]{_safe(stem)} {{{body}}}\n"
        blocks.append(block)
        report.taken(item["id"], lost, line=line + 1)
        line += block.count("\n") + 1
    return Exported("\n".join(blocks).encode(), report)


def _texts(item: Mapping[str, Any]) -> list[str]:
    return [str(item["stem"]), *(str(one.get("t", "")) for one in item.get("options", ()))]


def _safe(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", str(text)).replace("\n", "\\n").replace("->", "-\\>")


def _choice(option: Mapping[str, Any], mark: str, weight: float | None) -> str:
    head = (
        f"%{weight:.5g}%"
        if weight is not None
        else "%100%"
        if str(option["t"]).startswith("%") and mark == "="
        else ""
    )
    if weight is None and mark == "~" and str(option["t"]).startswith("%"):
        head = "%0%"
    return f"\n\t{mark}{head}{_safe(option['t'])}#{_safe(option['why'])}"


def _single(item: Mapping[str, Any], _lost: list[Change], rest: dict[str, Any]) -> str:
    accepted = [number for number, one in enumerate(item["options"]) if one.get("accepted")]
    if accepted:
        rest["accepted"] = accepted
    return "".join(_choice(one, "=" if one.get("key") else "~", None) for one in item["options"]) + "\n"


def _multiple(item: Mapping[str, Any], lost: list[Change], rest: dict[str, Any]) -> str:
    off = penalty_of(item, lost, rest)
    if sum(bool(one.get("key")) for one in item["options"]) == 1:
        rest.setdefault("type", "multiple")
        rest.setdefault("score", item.get("score", "penalty"))
        lost.append(Change("type", "With one right choice others show a single choice."))
    each = 100 / sum(bool(one.get("key")) for one in item["options"])
    return (
        "".join(_choice(one, "~", each if one.get("key") else each * off) for one in item["options"]) + "\n"
    )


def _true_false(item: Mapping[str, Any], lost: list[Change], rest: dict[str, Any]) -> str:
    keep_labels(item, lost, rest)
    whys = {one["value"]: one["why"] for one in item["options"]}
    key = bool(item["key"])
    return f"{'TRUE' if key else 'FALSE'}#{_safe(whys[not key])}#{_safe(whys[key])}"


def _number(item: Mapping[str, Any], _lost: list[Change], _rest: dict[str, Any]) -> str:
    parts = [f"={item['key']!r}:{item.get('tolerance', 0)!r}"]
    for near in item.get("near", ()):
        parts.append(
            f"=%{near.get('share', 0) * 100:.5g}%{near['value']!r}:{near.get('tolerance', 0)!r}#{_safe(near['why'])}"
        )
    return "#\n\t" + "\n\t".join(parts) + "\n"


def _words(item: Mapping[str, Any], lost: list[Change], rest: dict[str, Any]) -> str:
    forms = list(
        dict.fromkeys([*item.get("forms", ()), *(item["sample_answers"] if item.get("accept") else ())])
    )
    keep_short(item, lost, rest)
    return "".join(f"\n\t={'%100%' if form.startswith('%') else ''}{_safe(form)}" for form in forms) + "\n"


def _match(item: Mapping[str, Any], lost: list[Change], rest: dict[str, Any]) -> str:
    keep_match(item, lost, rest)
    pairs = [f"\n\t={_safe(one['left'])} -> {_safe(one['right'])}" for one in item["pairs"]]
    return "".join([*pairs, *(f"\n\t= -> {_safe(text)}" for text in item.get("extra", ()))]) + "\n"


_BODIES = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _true_false,
    "numeric": _number,
    "short": _words,
    "match": _match,
}
