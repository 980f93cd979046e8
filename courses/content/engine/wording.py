"""Text of a package in the language that is asked for."""

from __future__ import annotations


def local(value: str | dict[str, str] | None, language: str = "en") -> str:
    """The text in a language, else in English, else in the first language there is."""
    if isinstance(value, dict):
        return value.get(language) or value.get("en") or next(iter(value.values()), "")
    return value or ""
