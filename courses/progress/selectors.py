"""Reads the ledger into the values the engine thinks about."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from courses.catalogue.selectors import CompiledVersion, compiled_version
from courses.enrolments.models import Enrolment
from courses.progress.engine.completion import Earned, Requirement, State, Step, requirements_of
from courses.progress.models import Mark, Standing

_steps: WeakKeyDictionary[CompiledVersion, tuple[Step, ...]] = WeakKeyDictionary()


def steps_of(compiled: CompiledVersion) -> tuple[Step, ...]:
    """The activities of a version as the completion engine sees them."""
    found = _steps.get(compiled)
    if found is None:
        found = _steps[compiled] = _make_steps(compiled)
    return found


def _make_steps(compiled: CompiledVersion) -> tuple[Step, ...]:
    return tuple(
        Step(
            key=activity.key,
            kind=activity.kind,
            module=compiled.module_of[activity.key].key,
            title=activity.title,
            is_required=activity.is_required,
            counts=activity.counts,
        )
        for activity in compiled.activities
    )


def earned_by(enrolment: Enrolment) -> list[Earned]:
    """Every mark of an enrolment that was not replaced by a later one, oldest first."""
    keys = {a.pk: a.key for a in compiled_version(enrolment.version_id).activities}
    rows = (
        Mark.objects.filter(enrolment=enrolment, replaced_by=None)
        .order_by("pk")
        .values_list("activity_id", "points", "possible", "passed", "detail")
    )
    return [
        Earned(
            keys[activity],
            points,
            possible,
            passed,
            str(detail.get("mode", "")),
            detail.get("adjusted") is True,
        )
        for activity, points, possible, passed, detail in rows
    ]


def completion_facts(enrolment: Enrolment, credential_spec: Mapping[str, Any]) -> list[Requirement]:
    """What a credential asks for, decided line by line from the ledger alone."""
    steps = steps_of(compiled_version(enrolment.version_id))
    return requirements_of(credential_spec, steps, earned_by(enrolment))


def states_in(standing: Standing | None) -> dict[str, State]:
    """The states that a standing row holds, by activity key."""
    if standing is None:
        return {}
    return {
        key: State(
            str(held["s"]), Decimal(held.get("p", 0)), Decimal(held.get("of", 0)), int(held.get("n", 0))
        )
        for key, held in standing.states.items()
    }


def credential_lines(compiled: CompiledVersion, standing: Standing | None) -> dict[str, list[Requirement]]:
    """Each credential's requirements as the standing shows them: for display, where one query must do.

    What counts is `completion_facts`, which reads the ledger.
    """
    marks = [
        Earned(
            key, state.points, state.possible, {"passed": True, "failed": False}.get(state.name), "assessed"
        )
        for key, state in states_in(standing).items()
        if state.name != "started"
    ]
    steps = steps_of(compiled)
    return {name: requirements_of(spec, steps, marks) for name, spec in compiled.version.credentials.items()}
