"""Reads the ledger into the values the engine thinks about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

from django.db.models import Count, Max, Min

from accounts.api import Prepared
from courses.catalogue.selectors import CompiledVersion, compiled_version
from courses.enrolments.models import Enrolment
from courses.progress.engine.completion import Earned, Requirement, State, Step
from courses.progress.engine.requirements import requirements_of
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
            module_title=_module_title(compiled, activity.key),
            is_required=activity.is_required,
            counts=activity.counts,
            minutes=activity.minutes,
            is_off=activity.spec.get("is_off") is True,
        )
        for activity in compiled.activities
    )


def _module_title(compiled: CompiledVersion, key: str) -> str:
    module = compiled.module_of[key].module
    return module.title if module is not None else ""


def earned_by(enrolment: Enrolment) -> list[Earned]:
    """Every mark of an enrolment that was not replaced by a later one, oldest first.

    The database adds up the marks that say the same: what comes out does not grow with the attempts of a learner.
    """
    keys = {a.pk: a.key for a in compiled_version(enrolment.version_id).activities}
    found: list[tuple[int, Earned]] = []
    for activity, points, possible, passed, mode, adjusted, by, red, times, first, last in _marks.rows(
        enrolment.pk
    ):
        one = Earned(
            keys[activity],
            points,
            possible,
            passed,
            str(mode or ""),
            adjusted is True,
            by == "person",
            bool(red),
        )
        found.append((first, one))
        if times > 1:
            found.append((last, replace(one, times=times - 1)))
    return [one for _place, one in sorted(found, key=itemgetter(0))]


_marks = Prepared(
    lambda enrolment: (
        Mark.objects.filter(enrolment=enrolment, replaced_by=None)
        .order_by()
        .values_list(
            "activity_id",
            "points",
            "possible",
            "passed",
            "detail__mode",
            "detail__adjusted",
            "detail__scored_by",
            "detail__red_lines",
        )
        .annotate(times=Count("pk"), first=Min("pk"), last=Max("pk"))
    ),
    -(2**40) - 1,
)


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
            str(held["s"]),
            Decimal(held.get("p", 0)),
            Decimal(held.get("of", 0)),
            int(held.get("n", 0)),
            "a" in held,
            "c" in held,
            "t" in held,
            "r" in held,
        )
        for key, held in standing.states.items()
    }


def credentials_for(compiled: CompiledVersion, track: str) -> dict[str, dict[str, Any]]:
    """The credentials that a learner of this track works towards: those of no track, and the track's own."""
    return {
        name: spec
        for name, spec in compiled.version.credentials.items()
        if spec.get("track") in (None, "", track)
    }


def credential_lines(
    compiled: CompiledVersion, standing: Standing | None, track: str = ""
) -> dict[str, list[Requirement]]:
    """The requirements of a learner's credentials as the standing shows them: for display, where one query must do.

    What counts is `completion_facts`, which reads the ledger.
    """
    marks = [
        Earned(
            key,
            state.points,
            state.possible,
            {"passed": True, "failed": False}.get(state.name),
            "ticketed" if state.is_ticketed else "assessed",
            state.is_adjusted,
            state.is_confirmed,
            state.has_red_line,
        )
        for key, state in states_in(standing).items()
        if state.name != "started"
    ]
    steps = steps_of(compiled)
    found = credentials_for(compiled, track)
    return {name: requirements_of(spec, steps, marks) for name, spec in found.items()}
