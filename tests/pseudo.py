"""A made-up language: every interface text is accented, so a text that never went through gettext stands out.

“eo” is drawn left to right and “he” right to left; neither is offered to anybody outside the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

from django.test import override_settings
from django.utils.translation import trans_real

LANGUAGES = [("en", "English"), ("eo", "Pseudo"), ("he", "Pseudo, right to left")]
_ACCENTS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "àƀćđèƒĝĥìĵķĺɱñòþqŕśţùṽŵẋýžÀƁĆĐÈƑĜĤÌĴĶĹṀÑÒÞQŔŚŢÙṼŴẊÝŽ",
)
_KEEP = re.compile(r"%\([a-z_0-9]+\)[a-z]|%[a-z%]|\{[^{}]*\}|<[^<>]*>|&[a-z#0-9]+;", re.IGNORECASE)


def accented(message: str) -> str:
    """`%(n)s lessons` → `%(n)s ĺèśśòñś`: what is filled in, markup and entities stay as they are."""
    kept = _KEEP.findall(message)
    parts = [part.translate(_ACCENTS) for part in _KEEP.split(message)]
    return "".join(part + (kept[at] if at < len(kept) else "") for at, part in enumerate(parts))


class Pseudo:
    """Stands where Django keeps the catalogue of a language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def gettext(self, message: str) -> str:
        return accented(message.rsplit(trans_real.CONTEXT_SEPARATOR, 1)[-1])

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if number == 1 else plural)

    def language(self) -> str:
        return self._language

    to_language = language


@contextmanager
def made_up_languages() -> Iterator[None]:
    with override_settings(LANGUAGES=LANGUAGES):  # this empties what Django keeps, before and after
        trans_real._translations.update({code: Pseudo(code) for code in ("eo", "he")})  # type: ignore[attr-defined]
        try:
            yield
        finally:
            for code in ("eo", "he"):
                trans_real._translations.pop(code, None)  # type: ignore[attr-defined]


class _Texts(HTMLParser):
    SILENT = {"script", "style", "code", "pre", "svg", "textarea"}
    SPOKEN = ("aria-label", "alt", "title", "placeholder")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag, attrs):
        if (
            tag in self.SILENT
            or "mono" in (dict(attrs).get("class") or "").split()
            or (self._silent and tag == self._silent[-1])
        ):
            self._silent.append(tag)
        if "svg" not in self._silent:
            self.found += [value for name, value in attrs if name in self.SPOKEN and value]

    def handle_endtag(self, tag):
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()

    def handle_data(self, data):
        if not self._silent and data.strip():
            self.found.append(" ".join(data.split()))


_PLAIN = re.compile(r"(?<![\w@.&/-])[A-Za-z]{3,}(?![\w@-]|\.[a-z])")


def untranslated(page: str, known: Iterable[str], content: str = "") -> list[str]:
    """Texts with a plain word in them, when everything `known` and all `content` (of lessons) is taken out."""
    reader = _Texts()
    reader.feed(page)
    names = sorted({one for one in known if one}, key=len, reverse=True)
    missed = []
    for text in reader.found:
        bare = text
        if text in content:
            continue
        for name in names:
            bare = bare.replace(name, " ")
        if _PLAIN.search(bare):
            missed.append(text)
    return missed
