"""Points from rules: five criteria of 0, 1 or 2, costs off, and critical acts that fail whatever the points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from labs.scenarios.engine.scenario import Rubric, Scenario
from labs.workplace.engine.events import AFTER_THE_END, Event
from labs.workplace.engine.rules import Evaluator


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """Points for one criterion; `rule` names the rule that held, and evidence the events that it matched."""

    k: int
    title: str
    competency: str
    points: int
    rule: str  # full, part or none
    evidence: tuple[int, ...]
    stronger: str = ""


@dataclass(frozen=True, slots=True)
class CostResult:
    """Points taken off, with what to say about it."""

    id: str
    points: int
    say: str
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CriticalResult:
    """A critical act that was done."""

    id: str
    say: str
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TrapResult:
    """How a planted fault ended: passed, failed, or not met."""

    id: str
    kind: str
    outcome: str
    debrief: str
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The score of one session under one rubric."""

    score: int
    passed: bool
    critical: tuple[CriticalResult, ...]
    criteria: tuple[CriterionResult, ...]
    costs: tuple[CostResult, ...]
    traps: tuple[TrapResult, ...]
    rubric: str
    pass_at: int

    def to_json(self) -> dict[str, Any]:
        """For storage and for `labs play --json`."""
        return asdict(self)


def score(scenario: Scenario, events: Sequence[Event], rubric: Rubric | None = None) -> Result:
    """Score a session; with another rubric of the same scenario, score it again without touching the old result."""
    rubric = rubric or scenario.rubric
    events = [e for e in events if e.type not in AFTER_THE_END]
    ev = Evaluator(events, scenario.office.schema)
    criteria = []
    for c in rubric.criteria:
        full = ev.read(c.full)
        part = full if full.value else ev.read(c.part)
        points, rule = (2, "full") if full.value else (1, "part") if part.value else (0, "none")
        seen = full.evidence if full.value else tuple(sorted({*full.evidence, *part.evidence}))
        criteria.append(CriterionResult(c.k, c.title, c.competency, points, rule, seen, c.stronger))
    costs = []
    for cost in rubric.costs:
        reading = ev.read(cost.per)
        points = int(min(max(reading.value or 0, 0) * cost.points, cost.max))
        if points:
            costs.append(CostResult(cost.id, points, cost.say, reading.evidence))
    critical = tuple(
        CriticalResult(c.id, c.say, reading.evidence)
        for c in rubric.critical
        if (reading := ev.read(c.when)).value
    )
    total = max(0, sum(c.points for c in criteria) - sum(c.points for c in costs))
    passed = total >= rubric.pass_at and not critical and scenario.kind == "scored"
    return Result(
        total,
        passed,
        critical,
        tuple(criteria),
        tuple(costs),
        _traps(scenario, ev),
        rubric.sha,
        rubric.pass_at,
    )


def _traps(scenario: Scenario, ev: Evaluator) -> tuple[TrapResult, ...]:
    found = []
    for trap in scenario.traps:
        failed, passed = ev.read(trap.failed), ev.read(trap.passed)
        outcome = "failed" if failed.value else "passed" if passed.value else "open"
        evidence = failed.evidence if failed.value else passed.evidence
        found.append(TrapResult(trap.id, trap.kind, outcome, trap.debrief, evidence))
    return tuple(found)
