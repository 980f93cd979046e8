"""HTML of other programs as plain text, and plain text as HTML. Pictures become `[image: media/name | description]`."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from courses.content.engine.pictures import PICTURE

_BREAKS = {
    "p",
    "div",
    "br",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "table",
    "pre",
    "blockquote",
}
_PLAIN = {"p", "div", "br", "span", "html", "body", "simplechoice", "prompt", "img"}
_SILENT = {"script", "style", "iframe", "object", "embed"}
_SPACES = re.compile(r"[ \t\f\v\u00a0]+")


@dataclass
class Plain:
    """`text` without tags; `lost` names the tags whose effect is gone; `images` are the sources in order."""

    text: str
    lost: tuple[str, ...] = ()
    images: tuple[str, ...] = field(default=())


class _Reader(HTMLParser):
    def __init__(self, name_of: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.lost: set[str] = set()
        self.images: list[str] = []
        self.silent = 0
        self.name_of = name_of

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        if tag not in _PLAIN:
            self.lost.add(tag)
        if tag in _BREAKS:
            self.out.append("\n- " if tag == "li" else "\n")
        if tag == "img":
            own = dict(attrs)
            source = own.get("src") or ""
            self.images.append(source)
            text = (own.get("alt") or "").replace("]", ")").replace("|", "/").strip()
            self.out.append(f"[image: {self.name_of(source)}{' | ' + text if text else ''}]")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BREAKS:
            self.out.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.out.append(data.replace("\n", " "))


def plain_of(source: str, name_of: Callable[[str], str] = str) -> Plain:
    """The text of HTML. `name_of` gives a picture's place in the package from its source."""
    reader = _Reader(name_of)
    reader.feed(source)
    reader.close()
    lines = [_SPACES.sub(" ", line).strip() for line in "".join(reader.out).split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return Plain(text, tuple(sorted(reader.lost)), tuple(reader.images))


def html_of(text: str, source_of: Callable[[str], str] = str) -> str:
    """The text as HTML: escaped, with its line breaks and pictures."""
    made = []
    last = 0
    for found in PICTURE.finditer(text):
        made.append(html.escape(text[last : found.start()], quote=False))
        alt = html.escape(found[2] or "")
        made.append(f'<img src="{html.escape(source_of(found[1]))}" alt="{alt}">')
        last = found.end()
    made.append(html.escape(text[last:], quote=False))
    return "".join(made).replace("\n", "<br>")


def images_in(text: str) -> list[str]:
    """The pictures that a text names."""
    return [found[1] for found in PICTURE.finditer(text)]
