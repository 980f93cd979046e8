"""Keeps what was answered in a warm-up. A question that does not wait is not answered twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from courses.enrolments.locks import lock_enrolment
from courses.progress.access import LearnerCourse
from courses.recall.engine.answers import Feedback, answer
from courses.recall.engine.schedule import Due, Outcome
from courses.recall.models import RecallReturn
from courses.recall.selectors import due_today


def answer_return(
    *, course: LearnerCourse, activity: str, question: str, given: Sequence[str], now: datetime
) -> tuple[Feedback, RecallReturn | None]:
    """Judge an answer and keep it. One that cannot be read is not kept; a second click finds the first answer."""
    spec = course.compiled.by_key[activity].spec["recall"][question]
    feedback = answer(spec, given)
    if feedback.is_right is None:
        return feedback, None
    outcome = Outcome.RIGHT if feedback.is_right else Outcome.WRONG
    return feedback, _keep(course, activity, question, outcome, feedback.chosen, now)


def skip_return(*, course: LearnerCourse, activity: str, question: str, now: datetime) -> None:
    """Put one question off until tomorrow."""
    _keep(course, activity, question, Outcome.SKIPPED, (), now)


def skip_all(*, course: LearnerCourse, now: datetime) -> int:
    """Put everything that waits off until tomorrow."""
    _need_open(course)
    with transaction.atomic():
        enrolment = lock_enrolment(course.enrolment.pk)
        due = due_today(enrolment, course.compiled, now)
        rows = [_row(course, one.activity, one.question, Outcome.SKIPPED, (), now) for one in due]
        RecallReturn.objects.bulk_create(rows)
    return len(rows)


def _keep(
    course: LearnerCourse, activity: str, question: str, outcome: Outcome, given: Sequence[str], now: datetime
) -> RecallReturn | None:
    _need_open(course)
    with transaction.atomic():
        enrolment = lock_enrolment(course.enrolment.pk)
        if not _waits(due_today(enrolment, course.compiled, now), activity, question):
            place = course.compiled.by_key[activity]
            return RecallReturn.objects.filter(enrolment=enrolment, activity=place, question=question).last()
        row = _row(course, activity, question, outcome, given, now)
        row.save()
    return row


def _waits(due: Sequence[Due], activity: str, question: str) -> bool:
    return any((one.activity, one.question) == (activity, question) for one in due)


def _row(
    course: LearnerCourse, activity: str, question: str, outcome: Outcome, given: Sequence[str], now: datetime
) -> RecallReturn:
    return RecallReturn(
        enrolment=course.enrolment,
        activity=course.compiled.by_key[activity],
        question=question,
        outcome=outcome.value,
        given=list(given),
        created_at=now,
    )


def _need_open(course: LearnerCourse) -> None:
    if not course.is_open:
        raise PermissionDenied(_("The course is not open for you at this time."))
