"""What waits for a learner, read from the ledger and from earlier answers in one query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import FilteredRelation, Q
from django.utils import timezone

from courses.catalogue.models import Activity
from courses.catalogue.selectors import CompiledVersion
from courses.progress.models import Mark, Standing
from courses.recall.boxes import RecallBox, box_of
from courses.recall.engine.schedule import Due, Outcome, Try, due_now, warm_up
from courses.recall.models import RecallReturn

if TYPE_CHECKING:
    from courses.enrolments.models import Enrolment


@dataclass(frozen=True)
class WarmUp:
    """The questions of today; `waiting` counts those left, this one too. `first` is None when nothing waits."""

    enrolment_id: UUID
    waiting: int
    first: RecallBox | None
    lesson: Activity | None
    behind: int = 0


@dataclass(frozen=True)
class Told:
    """What the learner has just answered, with what there is to say to it."""

    box: RecallBox
    lesson: Activity


def warm_up_of(
    enrolment: Enrolment, compiled: CompiledVersion, standing: Standing | None, now: datetime
) -> WarmUp:
    """Today's warm-up; no query for somebody who has read no lesson yet."""
    today = due_today(enrolment, compiled, now) if _has_read(compiled, standing) else ()
    if not today:
        return WarmUp(enrolment.public_id, 0, None, None)
    lesson = compiled.by_key[today[0].activity]
    box = box_of(lesson.spec["recall"][today[0].question])
    return WarmUp(enrolment.public_id, len(today), box, lesson, today[0].behind)


def _has_read(compiled: CompiledVersion, standing: Standing | None) -> bool:
    states = standing.states if standing is not None else {}
    return any(key in compiled.by_key and compiled.by_key[key].kind == "lesson" for key in states)


def due_today(enrolment: Enrolment, compiled: CompiledVersion, now: datetime) -> tuple[Due, ...]:
    """The questions that wait at `now`, at most five a day of the learner's own calendar."""
    read, tries = _history(enrolment, compiled)
    day = timezone.localdate(now)
    answered = sum(
        one.outcome is not Outcome.SKIPPED and timezone.localdate(one.at) == day
        for held in tries.values()
        for one in held
    )
    return warm_up(due_now(_questions(compiled, read, tries), now), answered)


def _history(
    enrolment: Enrolment, compiled: CompiledVersion
) -> tuple[dict[str, datetime], dict[tuple[str, str], list[Try]]]:
    keys = {activity.pk: activity.key for activity in compiled.activities}
    rows = (
        Mark.objects.filter(enrolment=enrolment, outcome="read", activity__kind="lesson")
        .annotate(
            returned=FilteredRelation(
                "activity__recall_returns", condition=Q(activity__recall_returns__enrolment=enrolment.pk)
            )
        )
        .values_list(
            "activity_id", "created_at", "returned__question", "returned__outcome", "returned__created_at"
        )
    )
    read: dict[str, datetime] = {}
    tries: dict[tuple[str, str], list[Try]] = {}
    for activity_id, read_at, question, outcome, at in rows:
        key = keys[activity_id]
        read[key] = read_at
        if question is not None:
            tries.setdefault((key, question), []).append(Try(at, Outcome(outcome)))
    return read, tries


def _questions(
    compiled: CompiledVersion, read: dict[str, datetime], tries: dict[tuple[str, str], list[Try]]
) -> Iterator[tuple[str, str, datetime, list[Try]]]:
    for activity in compiled.activities:
        if activity.key in read:
            for question in activity.spec.get("recall", {}):
                yield activity.key, question, read[activity.key], tries.get((activity.key, question), [])


def told_of(enrolment: Enrolment, compiled: CompiledVersion, public_id: str) -> Told | None:
    """The answer just given, for the page that comes after it; None for anything else."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    row = (
        RecallReturn.objects.filter(enrolment=enrolment, public_id=wanted)
        .exclude(outcome=Outcome.SKIPPED.value)
        .first()
    )
    if row is None:
        return None
    lesson = next(activity for activity in compiled.activities if activity.pk == row.activity_id)
    return Told(box_of(lesson.spec["recall"][row.question], row.given), lesson)
