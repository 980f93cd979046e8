"""What a check of a file found: each step by name, and what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One step; `passed` is None when it could not be done here (offline, or nothing to compare)."""

    name: str
    passed: bool | None
    detail: str = ""


@dataclass(frozen=True)
class Report:
    """All steps of one file. `public_id` leads to our own record when the file is one of ours."""

    kind: str  # pdf, badge, token or unknown
    checks: tuple[Check, ...]
    public_id: str = ""

    @property
    def is_valid(self) -> bool:
        return (
            bool(self.checks) and all(check.passed is not False for check in self.checks) and self.has_proof
        )

    @property
    def has_proof(self) -> bool:
        """At least one signature was checked and held, by a key that is known."""
        names = {check.name for check in self.checks if check.passed}
        return "signature" in names and "signer" in names

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.passed is False)

    def passed(self, name: str) -> bool | None:
        """The outcome of one step; None when it was not done."""
        return next((check.passed for check in self.checks if check.name == name), None)

    def to_json(self) -> dict[str, object]:
        return {
            "valid": self.is_valid,
            "kind": self.kind,
            "checks": [
                {"name": check.name, "passed": check.passed, "detail": check.detail} for check in self.checks
            ],
        }


def combined(kind: str, parts: Iterable[Iterable[Check]], public_id: str = "") -> Report:
    """One report out of several lists of steps."""
    return Report(kind, tuple(check for part in parts for check in part), public_id)
