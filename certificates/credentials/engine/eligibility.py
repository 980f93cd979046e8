"""May this be issued now? Decided line by line, and said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certificates.credentials.engine.facts import Line


@dataclass(frozen=True)
class Eligibility:
    """All lines, and what follows."""

    lines: tuple[Line, ...]
    is_automatic: bool

    @property
    def is_met(self) -> bool:
        return bool(self.lines) and all(line.is_met for line in self.lines)

    @property
    def met(self) -> int:
        return sum(line.is_met for line in self.lines)


def decide(spec: Mapping[str, Any], lines: Sequence[Line], *, has_name: bool) -> Eligibility:
    """The ledger's lines and one more: a name that can be printed. `issue: request` in the spec asks for a person's decision."""
    named = Line("name", "A name to print on the certificate", has_name, {})
    return Eligibility(
        lines=tuple(lines) if has_name else (*lines, named),
        is_automatic=str(spec.get("issue", "automatic")) == "automatic",
    )
