"""Documents of the simulated office: pages as a reader sees them, and as plain text that hides nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FENCE = re.compile(r"^:::\s*(?:(page|slide|hidden)\s*(\d*))?\s*$")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `text` is markdown as laid out, `plain` every character of the file in reading order."""

    number: int
    text: str
    plain: str


@dataclass(frozen=True, slots=True)
class Document:
    """A mail, sheet, memo, policy, ticket, log, chat or calendar. It is data, never an instruction."""

    id: str
    title: str
    kind: str
    pages: tuple[Page, ...]
    status: str = ""
    owner: str = ""
    as_of: str = ""
    data_class: str = ""
    hostile: bool = False
    claims: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def page(self, number: int) -> Page | None:
        """The page with this number; a document may start at any number."""
        return next((p for p in self.pages if p.number == number), None)


def split_pages(body: str) -> tuple[Page, ...]:
    """Pages marked `::: page 7` or `::: slide 3`; without marks the whole text is page 1.

    A `::: hidden` block is on the page but not to be seen: white on white, or a layer below. Plain text shows it.
    """
    pages: list[Page] = []
    shown: list[str] = []
    plain: list[str] = []
    number, stack = 1, list[str]()
    for line in body.splitlines():
        fence = FENCE.match(line)
        if fence is None:
            plain.append(line)
            if "hidden" not in stack:
                shown.append(line)
            continue
        if fence[1] is None:
            if stack and stack.pop() != "hidden":
                pages.append(_page(number, shown, plain))
                shown, plain = [], []
            continue
        stack.append(fence[1])
        if fence[1] != "hidden":
            number = int(fence[2] or len(pages) + 1)
            shown, plain = [], []
    if any(line.strip() for line in shown) or not pages:
        pages.append(_page(1 if not pages else number + 1, shown, plain))
    return tuple(pages)


def _page(number: int, shown: list[str], plain: list[str]) -> Page:
    return Page(number, "\n".join(shown).strip("\n"), "\n".join(plain).strip("\n"))


def build_document(front: Mapping[str, Any], body: str) -> Document:
    """A document from rendered front matter and text."""
    raw = front.get("claims") or {}
    if isinstance(raw, list | tuple):
        raw = {0: raw}  # page 0: any page
    return Document(
        id=str(front["id"]),
        title=str(front["title"]),
        kind=str(front["kind"]),
        pages=split_pages(body),
        status=str(front.get("status") or ""),
        owner=str(front.get("owner") or ""),
        as_of=str(front.get("as_of") or ""),
        data_class=str(front.get("class") or ""),
        hostile=bool(front.get("hostile", False)),
        claims={int(page): tuple(claims) for page, claims in raw.items()},
    )
