"""What a file is, by its first bytes and its ending; a name that no system stumbles over."""

from __future__ import annotations

import re
import unicodedata

SNIFF = 4096

_ZIP = (b"PK\x03\x04",)
_STARTS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "docx": _ZIP,
    "xlsx": _ZIP,
    "pptx": _ZIP,
    "odt": _ZIP,
    "ods": _ZIP,
    "odp": _ZIP,
}
_TEXT = {"txt", "md", "csv"}
_SAME = {"jpeg": "jpg"}
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
NAME_LIMIT = 120


def type_of(name: str) -> str:
    """The ending, folded: `Plan.JPEG` is a `jpg`; empty where there is none."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return _SAME.get(ending, ending)


def is_what_it_says(kind: str, head: bytes) -> bool:
    """Whether the first bytes fit the ending. Text must be UTF-8 and hold no zero byte."""
    if kind in _STARTS:
        return head.startswith(_STARTS[kind])
    if kind not in _TEXT or b"\x00" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return len(head) == SNIFF and error.start >= SNIFF - 3  # a letter was cut in two at the end
    return True


def safe_name(name: str) -> str:
    """The name without folders, control characters and marks that turn the reading direction; its ending stays."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(char for char in last if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"})
    plain = _FORBIDDEN.sub("_", plain).strip(" .") or "file"
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:NAME_LIMIT]
    return f"{stem[: NAME_LIMIT - len(ending) - 1]}.{ending}" if len(ending) < 20 else plain[:NAME_LIMIT]
