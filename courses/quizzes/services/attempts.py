"""Starts attempts, keeps answers, hands in. Each is safe to call twice."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Prepared, planned_cursor
from courses.enrolments.access import is_open_at
from courses.enrolments.locks import lock_enrolment
from courses.progress.services import note_started
from courses.quizzes.compiled import placed, quiz_of
from courses.quizzes.engine.draw import draw, rarity, shown_too_often
from courses.quizzes.engine.rules import GRACE, allowed_time, end_of, may_start
from courses.quizzes.engine.values import Answer as AnswerValue
from courses.quizzes.models import Answer, Attempt, Ticket
from courses.quizzes.selectors.attempts import (
    Given,
    admitted_ticket,
    answer_of,
    exposure_of,
    extra_percent_of,
    given_of,
    rules_for,
)
from courses.quizzes.selectors.history import history_in, newest_attempts
from courses.quizzes.services.grading import close_and_mark

if TYPE_CHECKING:
    from accounts.api import User
    from courses.progress.access import LearnerActivity

log = logging.getLogger(__name__)
_SAVE = """
INSERT INTO courses_answer (attempt_id, number, value, sure, is_flagged, version, saved_at, history)
SELECT a.id, %s, %s, %s, %s, %s, %s, %s
FROM courses_attempt a
WHERE a.id = %s AND a.submitted_at IS NULL AND (a.ends_at IS NULL OR a.ends_at > %s){lock}
ON CONFLICT (attempt_id, number) DO UPDATE SET
  value = excluded.value, sure = excluded.sure, is_flagged = excluded.is_flagged,
  version = excluded.version, saved_at = excluded.saved_at,
  history = CASE WHEN length(courses_answer.history) < 20000
    THEN courses_answer.history || excluded.history ELSE courses_answer.history END
WHERE excluded.version > courses_answer.version
RETURNING version
"""

_locked = Prepared(lambda pk: Attempt.objects.select_for_update().filter(pk=pk).order_by(), -(2**40) - 1)


class StartRefused(PermissionDenied):
    """The rules do not allow an attempt now; the page of the quiz says why and from when on."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of saving: `kept` (now or before), `stale` (a newer answer is there), or `closed`."""

    outcome: str
    version: int
    given: Given | None = None


def start_attempt(*, place: LearnerActivity, actor: User, now: datetime | None = None) -> Attempt:
    """Begin an attempt with a form of its own, or return the one that is open.

    Raise StartRefused where the rules say no.
    """
    at = now or timezone.now()
    with transaction.atomic():
        enrolment = lock_enrolment(place.enrolment.pk)
        quiz = quiz_of(place.activity)
        rules = rules_for(quiz, enrolment, place.activity)
        newest = newest_attempts(quiz, rules, enrolment, place.activity)
        newest = [_closed_if_over(attempt, at) for attempt in newest]
        history = history_in(newest)
        decision = may_start(rules, history, now=at)
        if decision.code == "resume":
            return next(attempt for attempt in newest if attempt.is_open)
        if not decision.is_allowed or not is_open_at(enrolment, at):
            raise StartRefused(_("You cannot start this quiz now."))
        extra = extra_percent_of(actor.pk, at) if rules.time_limit else 0
        seed = secrets.randbits(62)
        sittings, shown = exposure_of(place.activity)
        form = draw(
            quiz.pool,
            quiz.spec.blueprint,
            seed=seed,
            earlier=[attempt.items for attempt in newest[: quiz.remembered]],
            exposure=rarity(quiz.pool, shown),
            often=shown_too_often(shown, sittings=sittings, limit=quiz.spec.max_exposure),
            shuffle=quiz.spec.shuffle.items,
        )
        ticket = admitted_ticket(enrolment, place.activity, at)
        base, allowed = rules.time_limit, allowed_time(rules, extra)
        attempt = Attempt.objects.create(
            learner=actor,
            enrolment=enrolment,
            activity=place.activity,
            number=history.attempts + 1,
            mode=Attempt.Mode.TICKETED if ticket else Attempt.Mode.OPEN,
            seed=seed,
            items=list(form.items),
            started_at=at,
            base_seconds=int(base.total_seconds()) if base else None,
            extra_seconds=int((allowed - base).total_seconds()) if base and allowed else 0,
            ends_at=end_of(rules, started_at=at, extra_percent=extra),
        )
        if ticket is not None:
            Ticket.objects.filter(pk=ticket.pk).update(attempt=attempt)
        note_started(enrolment=enrolment, activity=place.activity, is_locked=True)
    return attempt


def save_answer(
    *,
    attempt_id: int,
    number: int,
    value: AnswerValue,
    sure: int = 0,
    is_flagged: bool = False,
    version: int | None = None,
    now: datetime | None = None,
) -> Saved:
    """Keep an answer by one statement: only while the attempt is open, only if no newer one is there.

    `version` is the moment of the learner's act in milliseconds. A clock that runs ahead counts as now, so it cannot
    lock out later answers. Sending the same answer twice keeps it once.
    """
    at = now or timezone.now()
    current = int(at.timestamp() * 1000)
    version = current if version is None else max(1, min(version, current))
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    saved_at = connection.ops.adapt_datetimefield_value(at)
    line = json.dumps([version, at.isoformat(), value, sure, is_flagged], ensure_ascii=False) + "\n"
    lock = " FOR KEY SHARE OF a" if connection.features.has_select_for_update else ""
    with planned_cursor() as cursor:
        cursor.execute(
            _SAVE.format(lock=lock),
            [
                number,
                text,
                sure,
                is_flagged,
                version,
                saved_at,
                line,
                attempt_id,
                connection.ops.adapt_datetimefield_value(at - GRACE),
            ],
        )
        row = cursor.fetchone()
    if row is not None:
        return Saved("kept", row[0])
    held = answer_of(attempt_id, number)
    if held is not None and held.version >= version:
        return Saved("kept" if held.version == version else "stale", held.version, held)
    return Saved("closed", held.version if held else 0, held)


def save_answers(*, attempt_id: int, given: Mapping[int, Given], now: datetime | None = None) -> bool:
    """Keep several answers in one transaction; what is kept already in the same words is not written again.

    False where the attempt is closed: then none of them was kept.
    """
    kept = {row.number: given_of(row) for row in Answer.objects.filter(attempt_id=attempt_id)}
    with transaction.atomic():
        for number, new in given.items():
            old = kept.get(number, Given())
            if (new.value, new.sure, new.is_flagged) == (old.value, old.sure, old.is_flagged):
                continue
            saved = save_answer(
                attempt_id=attempt_id,
                number=number,
                value=new.value,
                sure=new.sure,
                is_flagged=new.is_flagged,
                now=now,
            )
            if saved.outcome == "closed":
                return False
    return True


def submit_attempt(*, attempt: Attempt, actor: User | None, now: datetime | None = None) -> Attempt:
    """Hand in and grade. A second call, or one after the time was up, changes nothing that counts."""
    at = now or timezone.now()
    with transaction.atomic():
        # The enrolment is always locked before its attempts: two calls can wait, but not for each other.
        enrolment = lock_enrolment(attempt.enrolment_id)
        held = _locked.objects(attempt.pk)[0]
        held.enrolment = enrolment
        held = placed(held)
        if not held.is_open:
            return held
        in_time = held.ends_at is None or at < held.ends_at + GRACE
        by = Attempt.ClosedBy.LEARNER if in_time and actor is not None else Attempt.ClosedBy.TIME
        return close_and_mark(held, at=at if in_time else (held.ends_at or at), by=by, actor=actor)


def close_overdue(*, now: datetime | None = None) -> int:
    """Close every attempt whose time is up, the oldest first, with the answers that were kept. Returns how many.

    Each is closed in a transaction of its own, so a killed worker leaves the rest to the next beat. One that cannot be
    closed is logged and stays due; the others do not wait for it.
    """
    at, closed = now or timezone.now(), 0
    due = Attempt.objects.over(at - GRACE).order_by("ends_at").only("public_id", "enrolment_id")
    for attempt in due:
        try:
            submit_attempt(attempt=attempt, actor=None, now=at)
        except Exception:  # whatever is wrong with one attempt, it is not the others' fault
            log.exception("The attempt %s could not be closed.", attempt.public_id)
        else:
            closed += 1
    return closed


def close_if_over(*, attempt: Attempt, now: datetime | None = None) -> Attempt:
    """The attempt, closed if its time was up when somebody touched it."""
    at = now or timezone.now()
    return _closed_if_over(attempt, at)


def grant_extra_time(*, attempt: Attempt, extra_percent: int, now: datetime | None = None) -> Attempt:
    """Apply a person's extra time to an attempt that is under way. Time is only ever added."""
    at = now or timezone.now()
    with transaction.atomic():
        held = Attempt.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=attempt.pk)
        held = placed(held)
        if not held.is_open or held.base_seconds is None:
            return held
        rules = rules_for(quiz_of(held.activity), held.enrolment, held.activity)
        allowed = allowed_time(rules, extra_percent) or timedelta(0)
        extra = max(held.extra_seconds, int(allowed.total_seconds()) - held.base_seconds)
        end = end_of(rules, started_at=held.started_at, extra_percent=extra_percent)
        if held.ends_at is not None and at < held.ends_at + GRACE and end is not None:
            held.extra_seconds, held.ends_at = extra, max(end, held.ends_at)
            held.save(update_fields=["extra_seconds", "ends_at"])
    return held


def _closed_if_over(attempt: Attempt, at: datetime) -> Attempt:
    if attempt.is_open and attempt.ends_at is not None and at >= attempt.ends_at + GRACE:
        return submit_attempt(attempt=attempt, actor=None, now=at)
    return attempt
