"""The parts of a lesson beyond CommonMark: facts, figures, recall slots, and what is collected on the way."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from markdown_it.token import Token

from courses.content.engine.figures import FigureError, inline_svg

ICONS = {
    "misconception": '<circle cx="12" cy="12" r="8.5"/><path d="M9 9l6 6M15 9l-6 6"/>',
    "note": '<circle cx="12" cy="12" r="8.5"/><path d="M8 12.3l2.8 2.8L16.2 9.5"/>',
    "warn": '<circle cx="12" cy="7.5" r="4"/><path d="M4 20.5c.8-4.5 4-6.5 8-6.5s7.2 2 8 6.5"/>',
    "say": '<path d="M4 5h16v11H11l-5 4v-4H4z"/>',
}


@dataclass(frozen=True)
class Labels:
    """Words that the renderer adds; the caller gives them in the language of the content."""

    misconception: str = "Misconception"
    note: str = "Note"
    ai: str = "AI example"
    warn: str = "Take care"
    say: str = "Say it like this"
    reveal: str = "Compare with ours"
    sources: str = "Sources"
    source: str = "Source"
    back: str = "Back to the text"
    setting: str = "Setting"
    mark: str = "Mark"
    checked: str = "Checked"
    caution: str = "Take care"
    months: tuple[str, ...] = (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    )  # fmt: skip
    marks: Mapping[str, str] = field(
        default_factory=lambda: {
            "P": "primary source read",
            "S": "secondary sources only",
            "U": "unconfirmed",
        }
    )


@dataclass(frozen=True)
class Library:
    """What a lesson may refer to. Raw mappings as parsed from the package."""

    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    law: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    glossary: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    recall: frozenset[str] = frozenset()
    asset_url: str = ""


@dataclass(frozen=True)
class Problem:
    """Something in the body that refers to nothing; `line` counts from the start of the body."""

    line: int
    rule: str
    problem: str
    hint: str


@dataclass
class Work:
    """What is collected while one lesson is rendered."""

    library: Library
    labels: Labels
    slots: list[str] = field(default_factory=list)
    recall: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    containers: list[str] = field(default_factory=list)
    headings: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    noted: set[str] = field(default_factory=set)
    line: int = 1

    def slot(self, markup: str) -> str:
        """A marker that survives cleaning; `markup` is put in its place afterwards."""
        self.slots.append(markup)
        return f"\ue000{len(self.slots) - 1}\ue001"

    def miss(self, rule: str, problem: str, hint: str) -> None:
        self.problems.append(Problem(self.line, rule, problem, hint))


def recall(name: str, work: Work) -> str:
    if name not in work.library.recall:
        work.miss(
            "recall", f"There is no recall question “{name}”.", "Add it to “recall:” in the front matter."
        )
        return ""
    if name in work.recall:
        work.miss("recall", f"The recall question “{name}” stands twice.", "Show it once.")
        return ""
    work.recall.append(name)
    return work.slot(f"\ue000recall:{name}\ue001") + "\n"


def fact_block(kind: str, name: str, work: Work) -> str:
    shelf = work.library.facts if kind == "ev" else work.library.law
    entry = shelf.get(name)
    if entry is None:
        work.miss("reference", f"There is no fact “{name}”.", "Add it to the file, or mend the key.")
        return ""
    work.facts.append(name)
    labels = work.labels
    claim = html.escape(str(entry.get("claim") or entry.get("text") or ""))
    mark = str(entry.get("mark", ""))
    rows = [
        (labels.setting, entry.get("setting")),
        (labels.source, entry.get("source")),
        (labels.mark, f"{mark}, {labels.marks.get(mark, '')}".strip(", ")),
        (labels.checked, _day(entry.get("checked_on"), labels)),
        (labels.caution, entry.get("caution")),
    ]
    lines = "".join(
        f"<dt>{html.escape(str(name))}</dt><dd>{html.escape(str(value))}</dd>"
        for name, value in rows
        if value
    )
    title = entry.get("title")
    head = f"<p><strong>{html.escape(str(title))}</strong></p>" if title else ""
    return f'{head}<p>{claim}</p><dl class="dl">{lines}</dl>\n'


def _day(value: Any, labels: Labels) -> str:
    return f"{value.day} {labels.months[value.month - 1]} {value.year}" if isinstance(value, date) else ""


def figure(image: Token, work: Work) -> str:
    path = str(image.attrs.get("src", ""))
    alt = " ".join(image.content.split())
    caption = str(image.attrs.get("title") or "")
    shown = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
    if path not in work.library.files:
        work.miss(
            "missing-file", f"The figure “{path[:80]}” is not in the package.", "Add it or mend the path."
        )
        return ""
    if not alt:
        work.miss(
            "text-alternative", f"The figure “{path}” has no text alternative.", "Write ![what it shows](…)."
        )
    work.figures.append(path)
    if not path.lower().endswith(".svg"):
        source = html.escape(f"{work.library.asset_url}{path}")
        return f'<figure><img src="{source}" alt="{html.escape(alt)}" loading="lazy">{shown}</figure>\n'
    prefix = re.sub(r"[^A-Za-z0-9]+", "-", path.rsplit("/", 1)[-1].removesuffix(".svg"))
    try:
        drawing, _said = inline_svg(work.library.files[path], prefix, alt)
    except FigureError as error:
        work.miss("figure", f"{path}: {error.problem}", error.hint)
        return ""
    return f"<figure>{work.slot(drawing)}{shown}</figure>\n"


def show_figure(value: Any) -> str:
    """A figure as a reader reads it: thousands are parted by commas."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.6f}".rstrip("0").rstrip(".") if value != int(value) else f"{int(value):,}"
    return str(value)
