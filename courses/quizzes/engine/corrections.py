"""Put a published question right: another key, one more accepted answer. The wording never changes."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from courses.quizzes.engine.numbers import read_number
from courses.quizzes.engine.types.registry import ITEM


class CorrectionError(ValueError):
    """This question cannot be corrected in this way. `code` is worded by the page."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _checked(item: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    if item == before:
        raise CorrectionError("nothing_changes")
    try:
        ITEM.validate_python(item)
    except ValidationError as error:
        raise CorrectionError("not_valid") from error
    return item


def with_key(before: dict[str, Any], values: Sequence[str]) -> dict[str, Any]:
    """The question with these option numbers (or this number, or true/false) as its key."""
    item, chosen = copy.deepcopy(before), set(values)
    match item["type"]:
        case "single" | "confidence" | "multiple":
            for number, option in enumerate(item["options"], 1):
                option["key"] = str(number) in chosen
        case "spot":
            for number, sentence in enumerate(item["sentences"], 1):
                sentence["error"] = str(number) in chosen
        case "truefalse":
            if chosen not in ({"true"}, {"false"}):
                raise CorrectionError("not_valid")
            item["key"] = chosen == {"true"}
        case "numeric":
            item["key"] = _number(values)
            item.pop("formula", None)
        case _:
            raise CorrectionError("no_key_here")
    return _checked(item, _normal(before))


def accepting(before: dict[str, Any], values: Sequence[str]) -> dict[str, Any]:
    """The question with one more answer that earns the points."""
    item = copy.deepcopy(before)
    value = values[0].strip() if values else ""
    match item["type"]:
        case "single" | "confidence" if value.isascii() and value.isdigit() and len(value) < 3:
            if not 1 <= int(value) <= len(item["options"]):
                raise CorrectionError("not_valid")
            item["options"][int(value) - 1]["accepted"] = True
        case "numeric":
            why = "Accepted after a review."
            near = {"value": _number(values), "tolerance": item.get("tolerance", 0), "share": 1, "why": why}
            item["near"] = [*item.get("near", []), near]
        case "short" if value:
            item["forms"] = [*item.get("forms", []), value[:600]]
        case _:
            raise CorrectionError("no_more_answers_here")
    return _checked(item, before)


def _normal(before: dict[str, Any]) -> dict[str, Any]:
    """The stored question with each left-out `key: false` said, so that "nothing changes" can be seen."""
    item = copy.deepcopy(before)
    for option in item.get("options", []):
        if item["type"] != "truefalse":
            option.setdefault("key", False)
    for sentence in item.get("sentences", []):
        sentence.setdefault("error", False)
    return item


def _number(values: Sequence[str]) -> float:
    number = read_number(values[0]) if values else None
    if number is None or number.unit:
        raise CorrectionError("not_a_number")
    value = number.readings[0]
    return int(value) if value.denominator == 1 else float(value)
