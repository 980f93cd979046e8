"""Can every word of a sheet be printed, and has it room? A holder's name has rules of its own (`fonts.set_name`); this is all the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from certificates.rendering.fonts import (
    Face,
    TextRules,
    choose_faces,
    signs_of,
    unprintable,
    width_of,
)
from certificates.rendering.sheet import DesignFiles, Sheet


@lru_cache(maxsize=1024)
def text_problems(text: str, house: tuple[Face, ...], rules: TextRules | None = None) -> tuple[str, ...]:
    """What keeps `text` from being printed: letters without a font, or more of it than its place holds."""
    faces, missing = choose_faces(signs_of(text), house)
    found = unprintable(text, missing)
    if found or rules is None or _lines_needed(text, rules, faces) <= rules.lines:
        return found
    room = f"{rules.lines} lines" if rules.lines > 1 else "one line"
    return (f"It is too long for its place ({room} of {rules.width * 25.4 / 72:.0f} mm).",)


def _lines_needed(text: str, rules: TextRules, faces: tuple[Face, ...]) -> int:
    """Words are set one after the other; one that is wider than the place never fits."""
    space = width_of(" ", rules.size, faces)
    lines, at = 1, 0.0
    for word in text.split():
        wide = width_of(word, rules.size, faces)
        if wide > rules.width:
            return rules.lines + 1
        if at and at + space + wide > rules.width:
            lines, at = lines + 1, wide
        else:
            at += wide + (space if at else 0.0)
    return lines


def sheet_problems(sheet: Sheet, design: DesignFiles, words: Mapping[str, str]) -> tuple[str, ...]:
    """Every problem of the sheet's words but the holder's name, each with the text that it is about."""
    return tuple(
        f"“{text[:40]}”: {problem}"
        for place, text in _texts(sheet, words)
        for problem in text_problems(text, design.text_faces, design.places.get(place))
    )


def _texts(sheet: Sheet, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for person in sheet.signatories:
        yield "signatory", person.name
        yield "role", person.role
    yield "partner", sheet.partner
    yield from words.items()
    for text in (sheet.title, sheet.sentence, sheet.issuer):
        yield "", text
    for fact in sheet.facts:
        yield "", f"{fact.label} {fact.value}"
