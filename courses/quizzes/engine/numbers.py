"""Numbers as people write them: `3,043`, `3 043`, `3.043`, `−4,5 %` and `€18,500` are all understood.

`3,043` may mean 3043 or 3.043; both readings are returned and the question decides which one fits.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

MAX_NUMBER = 64
_NUMBER = re.compile(r"([+-]?)\s*(\d[\d.,' _]*|[.,]\d+)\s*(.*)")
_CURRENCY = "€$£¥₹₩₺₽¤"


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """What was understood: the possible values and the unit written behind the number (folded, may be empty)."""

    readings: tuple[Fraction, ...]
    unit: str


def _ascii(raw: str) -> str:
    out = []
    for char in unicodedata.normalize("NFKC", raw):
        if unicodedata.category(char) == "Nd":
            out.append(str(unicodedata.decimal(char)))
        elif char in "\u2010\u2011\u2012\u2013\u2014\u2212":
            out.append("-")
        elif char in "\u2019\u02bc":
            out.append("'")
        elif char == "\u066b":  # Arabic decimal separator
            out.append(".")
        elif char == "\u066c":  # Arabic thousands separator
            out.append(",")
        else:
            out.append(" " if char.isspace() else char)
    return "".join(out).strip()


def _grouped(text: str, mark: str) -> str | None:
    """The digits, if `mark` splits the text into groups of three as a thousands mark does."""
    groups = text.split(mark)
    if len(groups) < 2 or not 1 <= len(groups[0]) <= 3 or groups[0].startswith("0"):
        return None
    return "".join(groups) if all(len(group) == 3 for group in groups[1:]) else None


def _readings(body: str) -> list[Fraction]:
    body = body.strip(" ")
    for space in " '_":
        if space in body:
            head, _, tail = body.partition("." if "." in body else ",")
            whole = _grouped(head, space)
            if whole is None:
                return []
            body = whole + (f".{tail}" if tail else "")
    marks = [mark for mark in ".," if mark in body]
    if not marks:
        return [Fraction(int(body))]
    if len(marks) == 2:
        decimal = max(marks, key=body.rfind)
        whole = _grouped(body[: body.rfind(decimal)], "," if decimal == "." else ".")
        tail = body[body.rfind(decimal) + 1 :]
        return [Fraction(f"{whole}.{tail}")] if whole is not None and tail.isdigit() else []
    mark = marks[0]
    found = []
    thousands = _grouped(body, mark)
    if thousands is not None:
        found.append(Fraction(int(thousands)))
    if body.count(mark) == 1:
        head, _, tail = body.partition(mark)
        if tail.isdigit() or (head and not tail):
            found.append(Fraction(f"{head or 0}.{tail or 0}"))
    return found


def read_number(raw: str) -> WrittenNumber | None:
    """The number in `raw`, or None where there is none or more than one."""
    text = _ascii(raw)
    if any(unicodedata.category(char) == "No" for char in raw):  # 10² is not 102
        return None
    if not text or len(text) > MAX_NUMBER:
        return None
    sign_first = text.startswith(("-", "+"))
    lead = text[0] if sign_first else ""
    text = lead + text[len(lead) :].lstrip(" ").lstrip(_CURRENCY).strip()
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    sign, body, unit = found[1], found[2], found[3]
    if any(char.isdigit() for char in unit) or unit.startswith(("-", "+")):
        return None
    readings = tuple(
        dict.fromkeys(-value if sign == "-" else value for value in _readings(body.rstrip(",.' _") or body))
    )
    return WrittenNumber(readings, unit.strip(" .").casefold()) if readings else None
