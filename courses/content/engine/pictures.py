"""Pictures named in plain text: `[image: media/name.png | description]`. Imported questions name theirs so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

PICTURE = re.compile(r"\[image: ([^\]|]+?)(?: \| ([^\]]*))?\]")
FOLDER = "media/"

# The first bytes of what a browser may be given as a picture. SVG is not among them: it can hold script.
KINDS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


def picture_type(data: bytes) -> str:
    """The media type by the first bytes; empty for everything else, whatever its name says."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in KINDS.items() if data.startswith(start)), "")


def pictured(text: str, address_of: Callable[[str], str]) -> str:
    """The text as HTML with its pictures. `address_of` gives the address of a name inside `media/`.

    What does not lie in `media/` stays text, so that no question calls another site.
    """
    return "".join(_parts(text, address_of))


def without_pictures(text: str) -> str:
    """The text for a title or a list: each picture is its description."""
    return " ".join(PICTURE.sub(lambda found: (found[2] or "").strip(), text).split())


def _parts(text: str, address_of: Callable[[str], str]) -> Iterator[str]:
    last = 0
    for found in PICTURE.finditer(text):
        name = found[1].strip()
        if not name.startswith(FOLDER) or ".." in name:
            continue
        yield escape(text[last : found.start()])
        alt = escape((found[2] or "").strip())
        yield f'<img src="{escape(address_of(name.removeprefix(FOLDER)))}" alt="{alt}">'
        last = found.end()
    yield escape(text[last:])
