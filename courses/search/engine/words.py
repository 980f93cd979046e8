"""What was typed as words, and whether a text holds them. Case and accents do not matter. Pure."""

from __future__ import annotations

import html
import re
import unicodedata

MOST_WORDS = 8
MOST_LETTERS = 100
BEFORE, AFTER = 70, 190
_WORD = re.compile(r"[^\W_]+")


def words_of(typed: str) -> tuple[str, ...]:
    """At most eight words, folded, each once."""
    return tuple(dict.fromkeys(_WORD.findall(fold(typed[:MOST_LETTERS]))))[:MOST_WORDS]


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def holds(text: str, words: tuple[str, ...]) -> bool:
    """Whether every word begins some word of the text."""
    there = _WORD.findall(fold(text))
    return bool(words) and all(any(one.startswith(word) for one in there) for word in words)


def _stem(word: str) -> str:
    """Enough of a word to meet its other endings: verifying → verif."""
    return word[: max(4, len(word) - 3)] if len(word) > 4 else word


def _spots(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    stems = tuple(_stem(word) for word in words)
    return (
        [found.span() for found in _WORD.finditer(text) if fold(found[0]).startswith(stems)] if stems else []
    )


def excerpt(text: str, words: tuple[str, ...]) -> str:
    """The stretch around the first hit as HTML: escaped, hits in <mark>, cut at words, dots where it was cut."""
    spots = _spots(text, words)
    start = max(0, spots[0][0] - BEFORE) if spots else 0
    end = min(len(text), start + BEFORE + AFTER)
    if start:
        start = text.find(" ", start) + 1 or start
    if end < len(text):
        end = text.rfind(" ", start, end) if text.rfind(" ", start, end) > start else end
    made, at = [], start
    for first, last in spots:
        if first >= start and last <= end:
            made.append(html.escape(text[at:first]) + f"<mark>{html.escape(text[first:last])}</mark>")
            at = last
    made.append(html.escape(text[at:end]))
    return ("… " if start else "") + "".join(made).strip() + (" …" if end < len(text) else "")
