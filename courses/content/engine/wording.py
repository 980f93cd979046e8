"""Text of a package in the language that is asked for."""

from __future__ import annotations

from collections.abc import Mapping


def local(value: object, language: str = "en") -> str:
    """The text in a language, else in English, else in the first language there is; plain text as it is."""
    if isinstance(value, Mapping):
        return str(value.get(language) or value.get("en") or next(iter(value.values()), ""))
    return str(value or "")
