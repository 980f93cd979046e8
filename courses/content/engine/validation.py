"""Pydantic's findings as located ones, in plain words."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from courses.content.engine.documents import Document
from courses.content.engine.errors import ContentError

ModelT = TypeVar("ModelT", bound=BaseModel)

_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("“{key}” is missing.", "Add it."),
    "extra_forbidden": ("“{key}” is not known here.", "Check the spelling or remove it."),
    "literal_error": ("“{key}” has a value that is not allowed.", "Use one of: {expected}."),
    "string_type": ("“{key}” must be text.", "Put it in quotes."),
    "string_too_long": ("“{key}” is longer than {max_length} characters.", "Shorten it."),
    "string_too_short": ("“{key}” is empty.", "Write something."),
    "string_pattern_mismatch": ("“{key}” is not spelled as it must be.", "It has to match {pattern}."),
    "list_type": ("“{key}” must be a list.", "Use [ … ] or lines that start with “-”."),
    "dict_type": ("“{key}” must hold keys.", "Write “name: value” below it."),
    "bool_type": ("“{key}” must be true or false.", "Write true or false."),
    "int_type": ("“{key}” must be a whole number.", "Write digits only."),
    "float_type": ("“{key}” must be a number.", "Write digits only."),
    "date_type": ("“{key}” must be a date.", "Write it as 2026-11-22."),
    "too_short": ("“{key}” has too few entries.", "It needs at least {min_length}."),
    "too_long": ("“{key}” has too many entries.", "It may have at most {max_length}."),
    "union_tag_invalid": ("“{key}” is of a type that is not known.", "Use one of: {expected_tags}."),
    "union_tag_not_found": ("“{key}” has no type.", "Add “type: …”."),
    "greater_than_equal": ("“{key}” is too small.", "It must be at least {ge}."),
    "less_than_equal": ("“{key}” is too large.", "It must be at most {le}."),
}


def validate(model: type[ModelT], document: Document) -> tuple[ModelT | None, list[ContentError]]:
    """The typed file, or every place where it differs from its schema."""
    try:
        return model.model_validate(dict(document.data), strict=False), []
    except ValidationError as error:
        return None, _findings(document, error)
    except RecursionError:
        return None, [
            ContentError(document.file, 1, "schema", "The file is nested too deeply.", "Flatten it.")
        ]


def _findings(document: Document, error: ValidationError) -> list[ContentError]:
    found: dict[tuple[int, str], ContentError] = {}
    for one in error.errors(include_url=False, include_input=False):
        path = tuple(one["loc"])
        line = document.line(*path)
        problem, hint = _say(one, path)
        found.setdefault((line, problem), ContentError(document.file, line, "schema", problem, hint))
    return list(found.values())


def _say(one: Any, path: tuple[str | int, ...]) -> tuple[str, str]:
    names = [str(part) for part in path if isinstance(part, int) or re.match(r"[A-Za-z_][\w.-]*\Z", part)]
    key = ".".join(names[-3:]) or "the file"
    problem, hint = _WORDS.get(str(one["type"]), ("“{key}”: {msg}.", "Mend it."))
    values = {"key": key, "msg": str(one["msg"]).rstrip(".")} | dict(one.get("ctx") or {})
    return problem.format_map(_Missing(values)), hint.format_map(_Missing(values))


class _Missing(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"({key})"
