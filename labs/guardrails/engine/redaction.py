"""Personal data out of a text before it leaves, and back in when the answer comes: stable placeholders, no guessing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("mail", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("iban", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")),
    ("card", re.compile(r"\b(?:\d[ -]?){13,19}\b")),
    ("id_number", re.compile(r"\b\d{3}-\d{2}-\d{4}\b")),
    (
        "phone",
        re.compile(
            r"(?<![\w.+])(?:\+\d{1,3}(?:[ ./-]?\(?\d{2,4}\)?){2,5}"
            r"|(?:\(0\d{1,4}\)|0\d{1,4})[ ./-]\d{2,4}(?:[ ./-]?\d{2,4}){1,3})(?![\w])"
        ),
    ),
    ("secret", re.compile(r"\b(?:sk|pk|ghp|xox[bp]|AKIA)[-_A-Za-z0-9]{12,}\b")),
)
MARK = re.compile(r"\[\[(mail|iban|card|id_number|phone|secret|name)-(\d+)\]\]")


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text fit to leave, what stands for what, and how many of each kind."""

    text: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)


def redact(text: str, *, names: Iterable[str] = (), mapping: Mapping[str, str] | None = None) -> Redacted:
    """Replace personal data by marks; the same value gets the same mark, also across calls with one mapping."""
    marks = {value: mark for mark, value in (mapping or {}).items()}
    counts: Counter[str] = Counter()

    def replaced(kind: str, value: str) -> str:
        counts[kind] += 1
        if value not in marks:
            taken = sum(1 for mark in marks.values() if mark.startswith(f"[[{kind}-"))
            marks[value] = f"[[{kind}-{taken + 1}]]"
        return marks[value]

    def swap(kind: str, match: re.Match[str]) -> str:
        value = match[0]
        digits = re.sub(r"\D", "", value)
        if kind == "card" and not (13 <= len(digits) <= 19 and _passes_luhn(digits)):
            return value
        return replaced(kind, value)

    out = MARK.sub(lambda m: m[0].replace("[[", "[ ["), text)  # a typed mark is no mark
    for kind, pattern in PATTERNS:
        out = pattern.sub(lambda match, kind=kind: swap(kind, match), out)  # type: ignore[misc]  # bound default
    for name in sorted({n.strip() for n in names if len(n.strip()) >= 3}, key=len, reverse=True):
        out = re.sub(
            rf"\b{re.escape(name)}\b", lambda match: replaced("name", match[0]), out, flags=re.IGNORECASE
        )
    return Redacted(out, {mark: value for value, mark in marks.items()}, dict(counts))


def restore(text: str, mapping: Mapping[str, str]) -> str:
    """Put the values back where the marks stand; unknown marks stay."""
    return MARK.sub(lambda match: mapping.get(match[0], match[0]), text)


def warnings(text: str) -> tuple[str, ...]:
    """Kinds of personal data a text seems to hold: for a word of warning before it is sent."""
    return tuple(sorted(redact(text).counts))
