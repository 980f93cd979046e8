"""The steps that a credential asks for: the path a learner walks first. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from courses.progress.engine.completion import State, Step


def asked_for(
    spec: Mapping[str, Any], steps: Sequence[Step], states: Mapping[str, State] | None = None
) -> tuple[Step, ...]:
    """The steps that `spec["requires"]` names, in course order, each once; none that is off.

    Of a choice of labs, those that are met already, then the first ones, until there are enough.
    """
    lines = [line for line in spec.get("requires") or [] if isinstance(line, Mapping)]
    read = {str(module) for line in lines for module in line.get("lessons_read") or []}
    quizzes = {str(line["quiz"]) for line in lines if "quiz" in line}
    words = ("lab", "activity", "exam", "worksample")
    named = {str(line[word]) for line in lines for word in words if word in line}
    for line in lines:
        named |= _chosen_labs(line, states or {}) if "labs" in line else set()
    every = [step for step in steps if step.kind == "lesson" and step.module in read]
    required = {step.module for step in every if step.is_required}
    return tuple(
        step
        for step in steps
        if (step.key in named and not step.is_off)
        or (step in every and (step.is_required or step.module not in required))
        or (step.kind == "quiz" and quizzes & {step.key, step.module})
    )


def _chosen_labs(line: Mapping[str, Any], states: Mapping[str, State]) -> set[str]:
    names = [str(name) for name in line["labs"]]
    ranked = sorted(names, key=lambda name: not (name in states and states[name].is_met))
    return set(ranked[: int(line.get("at_least", 1))])


def even_dates(count: int, *, opens_at: datetime, closes_at: datetime) -> tuple[datetime, ...]:
    """When each of `count` steps is due if they are spread evenly between the two dates; the last one at the end."""
    span = closes_at - opens_at
    return tuple(opens_at + span * (index + 1) / count for index in range(count))


def is_walked(path: Sequence[Step], states: Mapping[str, State]) -> bool:
    """Every step of the path is met. An empty path is never walked."""
    return bool(path) and all(step.key in states and states[step.key].is_met for step in path)
