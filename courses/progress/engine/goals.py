"""The steps that a credential asks for: the path a learner walks first. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from courses.progress.engine.completion import State, Step


def asked_for(spec: Mapping[str, Any], steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps that `spec["requires"]` names, in course order, each once."""
    lines = [line for line in spec.get("requires") or [] if isinstance(line, Mapping)]
    read = {str(module) for line in lines for module in line.get("lessons_read") or []}
    quizzes = {str(line["quiz"]) for line in lines if "quiz" in line}
    named = {str(line[word]) for line in lines for word in ("lab", "activity") if word in line}
    return tuple(
        step
        for step in steps
        if step.key in named
        or (step.kind == "lesson" and step.module in read and step.is_required)
        or (step.kind == "quiz" and quizzes & {step.key, step.module})
    )


def even_dates(count: int, *, opens_at: datetime, closes_at: datetime) -> tuple[datetime, ...]:
    """When each of `count` steps is due if they are spread evenly between the two dates; the last one at the end."""
    span = closes_at - opens_at
    return tuple(opens_at + span * (index + 1) / count for index in range(count))


def is_walked(path: Sequence[Step], states: Mapping[str, State]) -> bool:
    """Every step of the path is met. An empty path is never walked."""
    return bool(path) and all(step.key in states and states[step.key].is_met for step in path)
