"""Writes marks, keeps the standing in step, and says on commit when something is complete."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Prepared
from courses.catalogue.kinds import has_marks
from courses.catalogue.models import Activity
from courses.catalogue.selectors import compiled_version
from courses.enrolments.locks import lock_enrolment
from courses.enrolments.models import Enrolment
from courses.progress.engine.cells import cells_of, written
from courses.progress.engine.completion import Earned, State, is_course_complete, overall, states_of
from courses.progress.engine.requirements import requirements_of
from courses.progress.models import Completion, Mark, Standing
from courses.progress.selectors import earned_by, steps_of
from courses.progress.signals import course_completed

if TYPE_CHECKING:
    from accounts.api import User

log = logging.getLogger(__name__)


def record_result(
    *,
    enrolment: Enrolment,
    activity: Activity,
    key: str,
    points: Decimal,
    possible: Decimal,
    passed: bool | None,
    outcome: str,
    detail: Mapping[str, Any],
    actor: User | None,
    reason: str = "",
    replaces: Mark | None = None,
    is_locked: bool = False,
) -> Mark:
    """Add a mark to the ledger. The same `key` a second time returns the first mark and changes nothing.

    `is_locked`: the caller holds `enrolment` from `lock_enrolment` in this transaction.
    """
    with transaction.atomic():
        held = enrolment if is_locked else lock_enrolment(enrolment.pk)
        existing = _mark_of.objects(held.pk, key)
        if existing:
            return cast("Mark", existing[0])
        _check(held, activity, points, possible, reason, replaces)
        mark = Mark.objects.create(
            enrolment=held,
            activity=activity,
            version_id=held.version_id,
            key=key,
            points=points,
            possible=possible,
            passed=passed,
            outcome=outcome,
            detail=dict(detail),
            reason=reason,
            actor=actor,
            replaces=replaces,
        )
        _add_up(held)
    return mark


def _check(
    enrolment: Enrolment,
    activity: Activity,
    points: Decimal,
    possible: Decimal,
    reason: str,
    replaces: Mark | None,
) -> None:
    if activity.version_id != enrolment.version_id:
        raise ValidationError(_("This activity belongs to another version of the course."))
    if not Decimal(0) <= points <= possible:
        raise ValidationError(_("The points must lie between 0 and what is possible."))
    if replaces is None:
        return
    if not reason.strip():
        raise ValidationError(_("Give a reason: the learner reads it."))
    if replaces.enrolment_id != enrolment.pk or replaces.activity_id != activity.pk:
        raise ValidationError(_("A mark can only replace a mark of the same learner in the same activity."))
    if Mark.objects.filter(replaces=replaces).exists():
        raise ValidationError(_("This mark was already replaced. Open the page again to see the newest one."))


def mark_done(
    *, enrolment: Enrolment, activity: Activity, outcome: str = "read", actor: User | None = None
) -> Mark:
    """Record an activity that has no points, such as a lesson, as done. Safe to repeat."""
    return record_result(
        enrolment=enrolment,
        activity=activity,
        key=f"{activity.kind}:{activity.key}:{outcome}",
        points=Decimal(0),
        possible=Decimal(0),
        passed=None,
        outcome=outcome,
        detail={},
        actor=actor,
    )


def note_started(*, enrolment: Enrolment, activity: Activity, is_locked: bool = False) -> None:
    """Show an activity as begun; a state that the ledger gives is never touched. `is_locked` as in `record_result`."""
    with transaction.atomic():
        held = enrolment if is_locked else lock_enrolment(enrolment.pk)
        standing = _standing(held)
        if activity.key not in standing.states:
            standing.states[activity.key] = _as_json(State("started"))
        standing.resume_key = activity.key
        standing.resume_at = ""
        standing.last_seen_at = timezone.now()
        standing.save(update_fields=["states", "resume_key", "resume_at", "last_seen_at", "updated_at"])


def note_place(*, enrolment: Enrolment, activity: Activity, place: str = "") -> None:
    """Remember where in the course a learner is. `place` is a heading's anchor in a lesson."""
    updated = Standing.objects.filter(enrolment=enrolment).update(
        resume_key=activity.key, resume_at=place[:120], last_seen_at=timezone.now()
    )
    if not updated:
        note_started(enrolment=enrolment, activity=activity)
        Standing.objects.filter(enrolment=enrolment).update(resume_at=place[:120])


def note_visit(*, enrolment: Enrolment, activity: Activity, standing: Standing | None, is_open: bool) -> None:
    """Remember that a learner opened an activity; writes only when it is another one than before."""
    if is_open and (standing is None or standing.resume_key != activity.key):
        note_place(enrolment=enrolment, activity=activity)


def rebuild_standing(*, enrolment: Enrolment) -> Standing:
    """Derive the standing from the ledger again; what it said before does not matter."""
    with transaction.atomic():
        return _add_up(lock_enrolment(enrolment.pk))


def announce_completions(*, now: datetime, older_than: timedelta = timedelta(minutes=1)) -> int:
    """Send `course_completed` for completions whose process died before it could. Returns how many."""
    due = Completion.objects.filter(announced_at=None, created_at__lte=now - older_than)
    ids = list(due.values_list("pk", flat=True)[:500])
    for completion_id in ids:
        _announce(completion_id)
    return len(ids)


def _standing(enrolment: Enrolment) -> Standing:
    found = _standing_of.objects(enrolment.pk)
    standing: Standing = found[0] if found else Standing.objects.get_or_create(enrolment=enrolment)[0]
    return standing


_standing_of = Prepared(
    lambda enrolment: Standing.objects.filter(enrolment=enrolment).order_by(), -(2**40) - 1
)
_mark_of = Prepared(
    lambda enrolment, key: Mark.objects.filter(enrolment=enrolment, key=key).order_by(),
    -(2**40) - 1,
    "no such key",
)


def _as_json(state: State) -> dict[str, Any]:
    """Short keys: ten thousand of these are read for one gradebook. `v` is the share in hundredths.

    `a` adjusted, `c` a pass confirmed by a person, `t` a supervised pass, `r` a red line that waits for a person.
    """
    made: dict[str, Any] = {
        "s": state.name,
        "p": f"{state.points.normalize():f}",
        "of": f"{state.possible.normalize():f}",
        "n": state.marks,
    }
    if state.possible:
        made["v"] = int((state.share * 100).quantize(Decimal(1)))
    flags = {
        "a": state.is_adjusted,
        "c": state.is_confirmed,
        "t": state.is_ticketed,
        "r": state.has_red_line,
    }
    made |= {key: 1 for key, holds in flags.items() if holds}
    return made


def _add_up(enrolment: Enrolment) -> Standing:
    compiled = compiled_version(enrolment.version_id)
    steps = steps_of(compiled)
    marks = earned_by(enrolment)
    states = states_of(steps, marks)
    standing = _standing(enrolment)
    begun = {k: v for k, v in standing.states.items() if k not in states and v.get("s") == "started"}
    required = [step for step in steps if step.is_required]
    standing.states = begun | {key: _as_json(state) for key, state in states.items()}
    graded = [activity.key for activity in compiled.activities if has_marks(activity.kind)]
    standing.cells = written(cells_of(standing.states, graded))
    standing.required = len(required)
    standing.done = sum(step.key in states and states[step.key].is_met for step in required)
    standing.score = overall(states.values())
    standing.last_seen_at = standing.last_seen_at or timezone.now()
    standing.save(
        update_fields=["states", "cells", "required", "done", "score", "last_seen_at", "updated_at"]
    )
    if is_course_complete(steps, states):
        _complete(enrolment, "course")
        if enrolment.completed_at is None:
            enrolment.completed_at = timezone.now()
            enrolment.save(update_fields=["completed_at"])
    for credential, spec in compiled.version.credentials.items():
        _complete_credential(enrolment, credential, spec, marks)
    return standing


def _complete_credential(
    enrolment: Enrolment, credential: str, spec: Mapping[str, Any], marks: list[Earned]
) -> None:
    lines = requirements_of(spec, steps_of(compiled_version(enrolment.version_id)), marks)
    if lines and all(line.is_met for line in lines):
        _complete(enrolment, credential)


def _complete(enrolment: Enrolment, achievement: str) -> None:
    completion, made = Completion.objects.get_or_create(enrolment=enrolment, achievement=achievement)
    if made:
        transaction.on_commit(partial(_announce, completion.pk))


def _announce(completion_id: int) -> None:
    completion = Completion.objects.filter(pk=completion_id, announced_at=None).first()
    if completion is None:
        return
    answers = course_completed.send_robust(
        sender=Completion, enrolment_id=completion.enrolment_id, achievement=completion.achievement
    )
    failed = [error for _receiver, error in answers if isinstance(error, Exception)]
    for error in failed:
        log.error("A receiver of course_completed failed; the sweeper will send it again.", exc_info=error)
    if not failed:
        Completion.objects.filter(pk=completion_id, announced_at=None).update(announced_at=timezone.now())
