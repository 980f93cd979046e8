"""What a learner works towards now: the first credential of the version that they have not earned yet."""

from __future__ import annotations

from dataclasses import dataclass

from courses.catalogue.models import Activity
from courses.catalogue.selectors import CompiledVersion
from courses.progress.engine.completion import Step, next_step
from courses.progress.engine.goals import asked_for, is_walked
from courses.progress.models import Standing
from courses.progress.selectors import credentials_for, states_in, steps_of


@dataclass(frozen=True)
class Goal:
    """A credential and the activities on the way to it; `credential` is empty when the whole course is the goal."""

    credential: str
    path: tuple[Activity, ...]


def goal_of(compiled: CompiledVersion, standing: Standing | None, track: str = "") -> Goal:
    """The first credential whose path is not walked; else every required activity.

    A credential of a track is a goal only for those who chose that track.
    """
    states, steps = states_in(standing), steps_of(compiled)
    for name, spec in credentials_for(compiled, track).items():
        path = asked_for(spec, steps, states)
        if path and not is_walked(path, states):
            return Goal(name, tuple(compiled.by_key[step.key] for step in path))
    return Goal("", tuple(activity for activity in compiled.activities if activity.is_required))


def first_goal(compiled: CompiledVersion) -> Goal:
    """Where everybody begins."""
    return goal_of(compiled, None)


def next_activity(compiled: CompiledVersion, standing: Standing | None, track: str = "") -> Activity | None:
    """What a learner does next; None when every required step is met.

    Where they stopped, if that is not met yet; else the first open step on the way to the goal; else of the course.
    """
    states = states_in(standing)
    resumed = compiled.by_key.get(standing.resume_key) if standing is not None else None
    if resumed is not None and resumed.is_required and not is_walked(_steps(compiled, (resumed,)), states):
        return resumed
    goal = goal_of(compiled, standing, track)
    for candidates in (goal.path, compiled.activities):
        step = next_step(_steps(compiled, candidates), states)
        if step is not None and (step.is_required or (goal.credential and candidates is goal.path)):
            return compiled.by_key[step.key]
    return None


def _steps(compiled: CompiledVersion, activities: tuple[Activity, ...]) -> tuple[Step, ...]:
    keys = {activity.key for activity in activities}
    return tuple(step for step in steps_of(compiled) if step.key in keys)
