"""Retrieval questions answered in place: is the answer right, and what does the learner read then? Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Feedback:
    """`is_right` is None when the answer could not be read; `lines` are sentences, `chosen` what was given."""

    is_right: bool | None
    lines: tuple[str, ...]
    chosen: tuple[str, ...]


def answer(question: Mapping[str, Any], given: Sequence[str]) -> Feedback:
    """Judge an answer. Options are given by their number, from 0; anything else is text."""
    given = tuple(one.strip()[:300] for one in given if one.strip())[:12]
    kind = question.get("type")
    if not given:
        return Feedback(None, (), ())
    if kind in ("single", "multiple", "truefalse"):
        return _options(question, given)
    if kind == "numeric":
        return _numeric(question, given)
    return _short(question, given)


def _options(question: Mapping[str, Any], given: tuple[str, ...]) -> Feedback:
    options = question["options"]
    picked = sorted(
        {int(one) for one in given if re.fullmatch(r"[0-9]{1,2}", one) and int(one) < len(options)}
    )
    if not picked or (question["type"] != "multiple" and len(picked) != 1):
        return Feedback(None, (), ())
    if question["type"] == "truefalse":
        right = {number for number, one in enumerate(options) if one["value"] == question["key"]}
    else:
        right = {number for number, one in enumerate(options) if one.get("key")}
    shown = picked if set(picked) == right else [*picked, *sorted(right - set(picked))]
    lines = tuple(f"{options[number]['t']}: {options[number]['why']}" for number in shown)
    if question["type"] != "multiple" and set(picked) == right:
        lines = (str(options[picked[0]]["why"]),)
    return Feedback(set(picked) == right, lines, tuple(str(number) for number in picked))


def _numeric(question: Mapping[str, Any], given: tuple[str, ...]) -> Feedback:
    value = read_number(given[0])
    if value is None:
        return Feedback(None, (), given[:1])
    is_right = abs(value - float(question["answer"])) <= float(question.get("tolerance", 0)) + 1e-9
    return Feedback(is_right, (str(question["feedback"]["ok" if is_right else "no"]),), given[:1])


def _short(question: Mapping[str, Any], given: tuple[str, ...]) -> Feedback:
    is_right = fold(given[0]) in {fold(str(form)) for form in question["forms"]}
    return Feedback(is_right, (str(question["feedback"]["ok" if is_right else "no"]),), given[:1])


def right_given(question: Mapping[str, Any]) -> tuple[str, ...]:
    """What a learner who knows it would send: option numbers, or text."""
    kind = question.get("type")
    if kind == "numeric":
        return (f"{float(question['answer']):.6f}".rstrip("0").rstrip("."),)
    if kind == "short":
        return (str(question["forms"][0]),)
    options = enumerate(question["options"])
    if kind == "truefalse":
        return tuple(str(number) for number, one in options if one["value"] == question["key"])
    return tuple(str(number) for number, one in options if one.get("key"))


def read_number(text: str) -> float | None:
    """`3,043`, `3 043`, `3.043,5`, `12,5 %` and `€4.2` as people type them; None when it is no number."""
    cleaned = re.sub(r"[\s\u00a0\u202f'%€$£]", "", text)
    if not re.fullmatch(r"[-+−]?[0-9][0-9.,]{0,20}", cleaned):
        return None
    cleaned = cleaned.replace("−", "-")
    last = max(cleaned.rfind("."), cleaned.rfind(","))
    if last >= 0:
        mark = cleaned[last]
        is_group = cleaned.count(mark) > 1 or (
            len(cleaned) - last == 4 and mark == "," and cleaned[:last].lstrip("-+") != "0"
        )
        whole = re.sub(r"[.,]", "", cleaned if is_group else cleaned[:last])
        cleaned = whole if is_group else f"{whole}.{re.sub(r'[.,]', '', cleaned[last:])}"
    try:
        return float(cleaned)
    except ValueError:
        return None


def fold(text: str) -> str:
    """Case, accents, dashes, quotes and spaces do not matter."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w%€.,]+", " ", plain).split())
