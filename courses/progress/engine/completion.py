"""From marks to states, and from states to what is complete. Pure; Decimal all the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

MET = frozenset({"passed", "done"})


@dataclass(frozen=True)
class Step:
    """One activity of a version, as far as completion cares."""

    key: str
    kind: str
    module: str
    title: str = ""
    module_title: str = ""
    is_required: bool = True
    counts: str = ""
    minutes: int = 0
    is_off: bool = False


@dataclass(frozen=True)
class Earned:
    """One mark that counts by itself (a replaced mark is not passed in), in the order of the ledger.

    `times` stands for so many marks that say the same; only the first and the last of them need their own place.
    """

    activity: str
    points: Decimal
    possible: Decimal
    passed: bool | None
    mode: str = ""
    is_adjusted: bool = False
    is_confirmed: bool = False
    has_red_line: bool = False
    times: int = 1

    @property
    def share(self) -> Decimal:
        return self.points / self.possible if self.possible else Decimal(0)


@dataclass(frozen=True)
class State:
    """How an activity stands: `failed`, `started`, `done` (no pass mark) or `passed`.

    `is_confirmed`, `is_ticketed`: a pass that a person confirmed, that was supervised. `has_red_line`: one waits for a person.
    """

    name: str
    points: Decimal = Decimal(0)
    possible: Decimal = Decimal(0)
    marks: int = 0
    is_adjusted: bool = False
    is_confirmed: bool = False
    is_ticketed: bool = False
    has_red_line: bool = False

    @property
    def is_met(self) -> bool:
        return self.name in MET

    @property
    def share(self) -> Decimal:
        return self.points / self.possible if self.possible else Decimal(0)


@dataclass(frozen=True)
class Requirement:
    """One line of an eligibility check. `label` is English source text for gettext, `detail` the figures."""

    code: str
    label: str
    is_met: bool
    detail: Mapping[str, Any] = field(default_factory=dict)


def state_of(step: Step, marks: Sequence[Earned]) -> State | None:
    """The state that the marks of one activity give it; None without marks."""
    if not marks:
        return None
    counting = [mark for mark in marks if not (step.counts == "assessed" and mark.mode == "guided")]
    if not counting:
        return State("started", marks=number_of(marks))
    standing = chosen(step.counts, counting)
    name = {None: "done", True: "passed", False: "failed"}[standing.passed]
    return State(
        name,
        standing.points,
        standing.possible,
        number_of(counting),
        standing.is_adjusted,
        is_confirmed=any(mark.is_confirmed and mark.passed for mark in counting),
        is_ticketed=any(mark.mode == "ticketed" and mark.passed for mark in counting),
        has_red_line=any(mark.has_red_line and not mark.is_confirmed for mark in counting),
    )


def number_of(marks: Iterable[Earned]) -> int:
    return sum(mark.times for mark in marks)


def chosen(rule: str, marks: Sequence[Earned]) -> Earned:
    """The mark that stands: a person's adjustment before all others, else by the activity's rule."""
    adjusted = [mark for mark in marks if mark.is_adjusted]
    if adjusted:
        return adjusted[-1]
    if rule == "first":
        return marks[0]
    if rule == "last":
        return marks[-1]
    if rule == "mean":
        possible = marks[-1].possible
        mean = sum((mark.share * mark.times for mark in marks), Decimal(0)) / number_of(marks)
        points = (mean * possible).quantize(Decimal("0.001"))
        return Earned(marks[-1].activity, points, possible, marks[-1].passed, marks[-1].mode)
    return max(marks, key=lambda mark: rank(mark.passed, mark.share))


def rank(passed: bool | None, share: Decimal) -> tuple[int, Decimal]:
    """What makes a mark the better one: a pass, then a mark that knows no pass, then a failure; among those the larger share."""
    return (1 if passed is None else 2 * passed, share)


def states_of(steps: Iterable[Step], marks: Iterable[Earned]) -> dict[str, State]:
    """The state of every activity that has one."""
    by_activity: dict[str, list[Earned]] = {}
    for mark in marks:
        by_activity.setdefault(mark.activity, []).append(mark)
    found = {step.key: state_of(step, by_activity.get(step.key, ())) for step in steps}
    return {key: state for key, state in found.items() if state is not None}


def is_course_complete(steps: Iterable[Step], states: Mapping[str, State]) -> bool:
    """Every required activity is met, and there is at least one."""
    required = [step for step in steps if step.is_required]
    return bool(required) and all(step.key in states and states[step.key].is_met for step in required)


def overall(states: Iterable[State]) -> int | None:
    """The plain mean of all results with points, in hundredths; None before the first."""
    shares = [state.share for state in states if state.possible]
    return int((sum(shares, Decimal(0)) / len(shares) * 100).quantize(Decimal(1))) if shares else None


def next_step(steps: Sequence[Step], states: Mapping[str, State]) -> Step | None:
    """The first required activity in course order that is not met; else the first optional one; else None."""
    open_steps = [step for step in steps if not (step.key in states and states[step.key].is_met)]
    required = [step for step in open_steps if step.is_required]
    return next(iter(required or open_steps), None)
