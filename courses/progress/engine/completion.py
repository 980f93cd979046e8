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
    is_required: bool = True
    counts: str = ""


@dataclass(frozen=True)
class Earned:
    """One mark that counts by itself (a replaced mark is not passed in), in the order of the ledger."""

    activity: str
    points: Decimal
    possible: Decimal
    passed: bool | None
    mode: str = ""
    is_adjusted: bool = False

    @property
    def share(self) -> Decimal:
        return self.points / self.possible if self.possible else Decimal(0)


@dataclass(frozen=True)
class State:
    """How an activity stands: `failed`, `started`, `done` (no pass mark) or `passed`."""

    name: str
    points: Decimal = Decimal(0)
    possible: Decimal = Decimal(0)
    marks: int = 0
    is_adjusted: bool = False

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
        return State("started", marks=len(marks))
    chosen = _chosen(step.counts, counting)
    name = {None: "done", True: "passed", False: "failed"}[chosen.passed]
    return State(name, chosen.points, chosen.possible, len(counting), chosen.is_adjusted)


def _chosen(rule: str, marks: Sequence[Earned]) -> Earned:
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
        mean = sum((mark.share for mark in marks), Decimal(0)) / len(marks)
        points = (mean * possible).quantize(Decimal("0.001"))
        return Earned(marks[-1].activity, points, possible, marks[-1].passed, marks[-1].mode)
    return max(marks, key=lambda mark: (mark.passed is not False, mark.share))


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


def requirements_of(
    spec: Mapping[str, Any], steps: Sequence[Step], marks: Sequence[Earned]
) -> list[Requirement]:
    """A credential's `requires`, judged line by line from the marks."""
    return [one for line in spec.get("requires") or [] for one in _judge(line, steps, marks)]


def _judge(line: Any, steps: Sequence[Step], marks: Sequence[Earned]) -> list[Requirement]:
    if isinstance(line, Mapping):
        if "lessons_read" in line:
            return [_lessons(str(module), steps, marks) for module in line["lessons_read"] or []]
        if "quiz" in line:
            return [_quiz(line, steps, marks)]
        if "lab" in line:
            return [_lab(line, steps, marks)]
        if "activity" in line:
            return [_activity(str(line["activity"]), steps, marks)]
    return [
        Requirement("unknown", "A requirement that this platform does not know", False, {"line": str(line)})
    ]


def _lessons(module: str, steps: Sequence[Step], marks: Sequence[Earned]) -> Requirement:
    lessons = [step for step in steps if step.kind == "lesson" and step.module == module and step.is_required]
    read = {mark.activity for mark in marks}
    done = sum(step.key in read for step in lessons)
    return Requirement(
        f"lessons:{module}",
        "Lessons of module %(module)s read",
        bool(lessons) and done == len(lessons),
        {"module": shown_module(module), "done": done, "of": len(lessons)},
    )


def _quiz(line: Mapping[str, Any], steps: Sequence[Step], marks: Sequence[Earned]) -> Requirement:
    name = str(line["quiz"])
    step = next((s for s in steps if s.kind == "quiz" and name in (s.key, s.module)), None)
    at_least = Decimal(str(line.get("at_least", "0.7")))
    own = [mark for mark in marks if step is not None and mark.activity == step.key and mark.possible]
    best = _chosen(step.counts, own).share if step is not None and own else Decimal(0)
    return Requirement(
        f"quiz:{name}",
        "Quiz of module %(module)s at %(at_least)s %% or more",
        bool(own) and best >= at_least,
        {
            "module": shown_module(step.module if step else name),
            "activity": step.key if step else "",
            "at_least": _percent(at_least),
            "best": _percent(best) if own else None,
        },
    )


def _lab(line: Mapping[str, Any], steps: Sequence[Step], marks: Sequence[Earned]) -> Requirement:
    name = str(line["lab"])
    mode = str(line.get("mode", "assessed"))
    step = next((s for s in steps if s.kind == "lab" and s.key == name), None)
    own = [mark for mark in marks if step is not None and mark.activity == name and mark.mode == mode]
    best = _chosen("", own) if own else None
    done = best is not None and (line.get("result") == "done" or bool(best.passed))
    return Requirement(
        f"lab:{name}",
        "Lab %(lab)s done" if line.get("result") == "done" else "Lab %(lab)s passed (%(mode)s)",
        done,
        {
            "lab": step.title if step else name,
            "activity": name,
            "mode": mode,
            "points": str(best.points) if best else None,
            "possible": str(best.possible) if best else None,
        },
    )


def _activity(key: str, steps: Sequence[Step], marks: Sequence[Earned]) -> Requirement:
    step = next((s for s in steps if s.key == key), None)
    state = state_of(step, [mark for mark in marks if mark.activity == key]) if step else None
    return Requirement(
        f"activity:{key}",
        "%(title)s completed",
        state is not None and state.is_met,
        {"title": step.title if step else key, "activity": key},
    )


def shown_module(key: str) -> str:
    """How people call a module: `m3` is 3; any other key stands for itself."""
    return key[1:] if key[:1] == "m" and key[1:].isdigit() else key


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal(1)) if share * 100 % 1 == 0 else (share * 100).quantize(Decimal('0.1'))}"
