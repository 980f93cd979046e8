"""May this be issued now? Decided line by line, and said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certificates.credentials.engine.facts import Line

GATE = "gate:"


@dataclass(frozen=True)
class Eligibility:
    """All lines, and what follows. Lines of the gate are about who issues, all others about the learner."""

    lines: tuple[Line, ...]
    is_automatic: bool

    @property
    def earned(self) -> tuple[Line, ...]:
        """The lines that the learner met or has to meet: these are frozen into the credential."""
        return tuple(line for line in self.lines if not line.code.startswith(GATE))

    @property
    def is_held(self) -> bool:
        """The learner has done all, and only the partner's standing is in the way."""
        return not self.is_met and bool(self.earned) and all(line.is_met for line in self.earned)

    @property
    def is_met(self) -> bool:
        return bool(self.lines) and all(line.is_met for line in self.lines)

    @property
    def met(self) -> int:
        return sum(line.is_met for line in self.lines)


def decide(
    spec: Mapping[str, Any], lines: Sequence[Line], *, has_name: bool, gate: Sequence[Line] = ()
) -> Eligibility:
    """The ledger's lines, a name that can be printed, and the gate. `issue: request` in the spec asks for a person's decision."""
    named = Line("name", "A name to print on the certificate", has_name, {})
    return Eligibility(
        lines=(*lines, *gate) if has_name else (*lines, named, *gate),
        is_automatic=str(spec.get("issue", "automatic")) == "automatic",
    )
