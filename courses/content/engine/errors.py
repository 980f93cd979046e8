"""Findings about author files: where, which rule, what is wrong, how to mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class ContentError:
    """One finding. `file` is relative to the package; `line` is 1-based, 0 when the whole file is meant."""

    file: str
    line: int
    rule: str
    problem: str
    hint: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: [{self.rule}] {self.problem} {self.hint}".rstrip()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def warning(file: str, line: int, rule: str, problem: str, hint: str) -> ContentError:
    """A finding that does not stop publishing."""
    return ContentError(file, line, rule, problem, hint, Severity.WARNING)


class BrokenPackage(Exception):
    """The package cannot be used; `findings` says why, sorted by place."""

    def __init__(self, findings: list[ContentError]) -> None:
        self.findings = sorted(findings)
        super().__init__("\n".join(map(str, self.findings)))
