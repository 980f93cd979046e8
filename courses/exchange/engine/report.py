"""What an import or export did: every question is in exactly one of kept, changed and dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


class FileRefused(ValueError):
    """The whole file is refused: nothing of it is taken. `line` is 0 where there are no lines."""

    def __init__(self, problem: str, *, file: str = "", line: int = 0) -> None:
        super().__init__(problem)
        self.problem, self.file, self.line = problem, file, line


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was: the field of the question, and what became of it."""

    field: str
    how: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of the file: where it stands (`line`, `file` in an archive) and what happened to it."""

    item: str
    line: int = 0
    file: str = ""
    changes: tuple[Change, ...] = ()
    reason: str = ""

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.file and self.line else self.file or str(self.line or "")


@dataclass
class Report:
    """`errors` stops everything: then the other lists are empty and nothing was written."""

    kept: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    dropped: list[Entry] = field(default_factory=list)
    errors: list[Entry] = field(default_factory=list)

    def taken(self, item: str, changes: Sequence[Change], *, line: int = 0, file: str = "") -> None:
        unique = tuple(dict.fromkeys(changes))
        (self.changed if unique else self.kept).append(Entry(item, line, file, unique))

    def drop(self, item: str, reason: str, *, line: int = 0, file: str = "") -> None:
        self.dropped.append(Entry(item, line, file, reason=reason))

    @property
    def questions(self) -> int:
        return len(self.kept) + len(self.changed) + len(self.dropped)

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        return {
            name: [
                {"item": one.item, "line": one.line, "file": one.file}
                | ({"how": [{"field": c.field, "what": c.how} for c in one.changes]} if one.changes else {})
                | ({"why": one.reason} if one.reason else {})
                for one in getattr(self, name)
            ]
            for name in ("kept", "changed", "dropped", "errors")
        }


def refused(problem: FileRefused) -> Report:
    """The report of a file of which nothing was taken."""
    return Report(errors=[Entry("", problem.line, problem.file, reason=problem.problem)])


@dataclass
class Imported:
    """Questions as an author writes them, the media they name, and the report."""

    items: list[dict[str, Any]] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    report: Report = field(default_factory=Report)


@dataclass
class Exported:
    data: bytes
    report: Report
    suffix: str = ""
    mime: str = ""
    title: str = ""
