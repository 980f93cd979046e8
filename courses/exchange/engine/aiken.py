"""Aiken: a question, its options with letters, and the letter of the answer. Single choice and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from courses.exchange.engine.items import LABELS, Collector
from courses.exchange.engine.report import Change, Exported, Imported, Report
from courses.exchange.engine.safety import text_of

_OPTION = re.compile(r"([A-Z])[.)]\s+(.*)")
_ANSWER = re.compile(r"ANSWER:\s*([A-Z])\s*", re.IGNORECASE)


def read_aiken(data: bytes) -> Imported:
    """All questions of an Aiken file."""
    collector = Collector()
    stem: list[str] = []
    options: list[tuple[str, str]] = []
    begun = 0
    lines = text_of(data).split("\n")
    for number, raw in enumerate([*lines, ""], 1):
        line = raw.strip()
        answer, option = _ANSWER.fullmatch(line), _OPTION.match(line)
        if answer is not None and stem:
            _take(collector, stem, options, answer[1].upper(), begun)
            stem, options, begun = [], [], 0
        elif option is not None and stem:
            options.append((option[1], option[2].strip()))
        elif line and options:
            collector.drop(f"line-{begun}", f"No ANSWER line before line {number}.", line=begun)
            stem, options, begun = [line], [], number
        elif line:
            begun = begun or number
            stem.append(line)
    if stem:
        collector.drop(f"line-{begun}", "The file ends before its ANSWER line.", line=begun)
    return collector.made


def _take(
    collector: Collector, stem: list[str], options: list[tuple[str, str]], answer: str, line: int
) -> None:
    name = f"line-{line}"
    letters = [letter for letter, _ in options]
    if answer not in letters or len(set(letters)) < len(letters):
        collector.drop(name, f"The answer {answer} names no option, or two.", line=line)
        return
    made = [{"t": text} | ({"key": True} if letter == answer else {}) for letter, text in options]
    collector.take({"type": "single", "stem": "\n".join(stem), "options": made}, [], name=name, line=line)


def write_aiken(items: Sequence[Mapping[str, Any]], media: Mapping[str, bytes] | None = None) -> Exported:  # noqa: ARG001 - one signature for all formats
    """The single choices of the questions; everything that Aiken has no place for is named."""
    report, blocks, line = Report(), [], 1
    for item in items:
        options = item.get("options", [])
        texts = [str(item["stem"]), *(str(one["t"]) for one in options)]
        if item["type"] not in ("single", "confidence"):
            report.drop(item["id"], f"Aiken has no question of the type “{item['type']}”.", line=line)
            continue
        if any("\n" in text for text in texts) or _OPTION.match(texts[0]) or _ANSWER.fullmatch(texts[0]):
            report.drop(item["id"], "Aiken has one line for the question and for each option.", line=line)
            continue
        lost = [Change("why", "Reasons are left out."), Change("id", "The id is left out.")]
        lost += [
            Change(name, "It is left out.")
            for name in ("context", "feedback", "points", "tags", *LABELS)
            if name in item
        ]
        if item["type"] == "confidence":
            lost.append(Change("type", "It becomes a single choice without how sure the learner is."))
        if any(one.get("accepted") for one in options):
            lost.append(Change("options", "An answer that was accepted later is left out."))
        letters = [chr(ord("A") + number) for number in range(len(options))]
        key = next(letter for letter, one in zip(letters, options, strict=True) if one.get("key"))
        body = [f"{letter}. {one['t']}" for letter, one in zip(letters, options, strict=True)]
        blocks.append("\n".join([texts[0], *body, f"ANSWER: {key}", ""]))
        report.taken(item["id"], lost, line=line)
        line += len(body) + 3
    return Exported("\n".join(blocks).encode(), report)
