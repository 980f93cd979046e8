"""A page that was laid out once and is drawn again: name, number, address and code are put in anew, every other word stays in its place.

Certificates of one batch differ in little, and laying out the rest of each takes most of a drawing's time. Where anything is not as
expected there is no plate, or it refuses, and the page is laid out as a whole. Both ways give the same bytes.
What is read of a finished layout of WeasyPrint, and what is exchanged in it, is told in docs/decisions/0087.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from certificates.rendering.art import QrImage
from certificates.rendering.fonts import Setting
from certificates.rendering.sheet import Fact, Sheet

_CLOSE = 1e-6  # CSS pixels; a PDF is written with fewer digits


def likeness(sheet: Sheet, setting: Setting, wording: Mapping[str, str]) -> Hashable | None:
    """The same for sheets that differ only in what a plate puts in anew; None where text runs from right to left or another number is printed."""
    numbers = [fact.value for fact in sheet.facts if fact.is_number]
    if setting.direction != "ltr" or sheet.lang_dir != "ltr" or numbers != [sheet.serial]:
        return None
    facts = tuple(Fact(fact.label, "", is_number=True) if fact.is_number else fact for fact in sheet.facts)
    plain = replace(sheet, holder="", serial="", url="", moment="", facts=facts)
    words = tuple((key, text) for key, text in wording.items() if key != "qr")
    return plain, words, setting.size, setting.families, setting.lang, len(setting.lines)


class Plate:
    """One page that was laid out, and the places in it that change. Holds a few hundred boxes."""

    def __init__(self, document: Any, names: list[Any], number: Any, code: Any, room: float) -> None:
        self._document, self._metadata = document.copy(), copy(document.metadata)
        self._names, self._number, self._code, self._room = names, number, code, room

    @classmethod
    def of(cls, document: Any, sheet: Sheet, lines: Sequence[str], room: float) -> Plate | None:
        """The plate of a document just laid out, with the name's room in CSS pixels; None when a place is not found exactly once."""
        page, told = document.pages[0], document.metadata
        boxes = list(_leaves(page._page_box))
        texts = [box for box in boxes if hasattr(box, "text")]
        names = [box for box in texts if box.element_tag == "blockquote"]
        numbers = [box for box in texts if box.text == sheet.serial]
        codes = [box for box in boxes if isinstance(getattr(box, "replacement", None), QrImage)]
        expected = (sheet.document_title, sheet.moment, sheet.moment)
        if (told.title, told.created, told.modified) != expected or {link[1] for link in page.links} != {
            sheet.url
        }:
            return None
        if [box.text for box in names] != list(lines) or len(numbers) != 1 or len(codes) != 1:
            return None
        return cls(document, names, numbers[0], codes[0], room)

    def document_of(
        self, sheet: Sheet, lines: Sequence[str], *, alt: str, code: QrImage, split: Callable[..., Any]
    ) -> Any | None:
        """The document with this sheet's words; None when they do not stand as the first ones did. It is drawn before the next is asked for.

        `split` is WeasyPrint's own way to shape a line of text.
        """
        page = self._document.pages[0]
        wanted = [*zip(self._names, lines, strict=True), (self._number, sheet.serial)]
        laid: list[tuple[Any, Any]] = [(box, _laid(box, text, split, self._room)) for box, text in wanted]
        if any(line is None for _box, line in laid):
            return None
        for box, line in laid:
            box.text, box.pango_layout, box.width = line.text, line, line.wide
        page.links = [(kind, sheet.url, where, box) for kind, _url, where, box in page.links]
        self._code.replacement = code
        self._code.element.set("alt", alt)
        document = self._document.copy()
        document.metadata = copy(self._metadata)
        document.metadata.title = sheet.document_title
        document.metadata.created = document.metadata.modified = sheet.moment
        return document


def _leaves(box: Any) -> Iterator[Any]:
    children = getattr(box, "children", ())
    for child in children:
        yield from _leaves(child)
    if not children:
        yield box


def _laid(box: Any, text: str, split: Callable[..., Any], room: float) -> Any | None:
    """`text` on one line in the style of `box`, with its width as `wide`; None when it is too wide or stands higher or lower."""
    line, _length, more, width, height, baseline = split(
        text, box.style, None, None, box.justification_spacing
    )
    line.wide = width
    is_alike = abs(height - box.height) < _CLOSE and abs(baseline + box.margin_top - box.baseline) < _CLOSE
    return line if more is None and line.text == text and is_alike and width <= room else None
