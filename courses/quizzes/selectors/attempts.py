"""Reads quizzes, attempts and answers into values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.utils import timezone

from courses.catalogue.models import Activity
from courses.enrolments.models import Enrolment
from courses.quizzes.compiled import Quiz
from courses.quizzes.engine.rules import Past, Rules, rules_of
from courses.quizzes.engine.values import Answer as AnswerValue
from courses.quizzes.models import Accommodation, Answer, Attempt


def rules_for(quiz: Quiz, enrolment: Enrolment) -> Rules:
    """The author's rules with the dates of this learner's enrolment."""
    return rules_of(quiz.spec, opens_at=enrolment.opens_at, closes_at=enrolment.closes_at)


def share_of(attempt: Attempt) -> Fraction:
    if attempt.points is None or not attempt.possible:
        return Fraction(0)
    return Fraction(attempt.points) / Fraction(attempt.possible)


def past_of(attempt: Attempt) -> Past:
    return Past(attempt.started_at, attempt.submitted_at, share_of(attempt))


def attempts_of(enrolment: Enrolment, activity: Activity) -> list[Attempt]:
    """All attempts of one learner in one quiz, oldest first."""
    rows = Attempt.objects.filter(enrolment=enrolment, activity=activity).order_by("number")
    return [_put(row, enrolment, activity) for row in rows]


def _put(attempt: Attempt, enrolment: Enrolment, activity: Activity) -> Attempt:
    attempt.enrolment, attempt.activity = enrolment, activity
    return attempt


def extra_percent_of(learner_id: int, now: datetime | None = None) -> int:
    """The extra time that this person has in timed work today, in per cent."""
    today = (now or timezone.now()).date()
    row = Accommodation.objects.filter(learner_id=learner_id).values_list("extra_percent", "until").first()
    if row is None or (row[1] is not None and row[1] < today):
        return 0
    return row[0]


@dataclass(frozen=True, slots=True)
class Given:
    """What is kept for one question: the answer, how sure the learner was, and whether they want to come back."""

    value: AnswerValue = None
    sure: int = 0
    is_flagged: bool = False
    version: int = 0
    saved_at: datetime | None = None

    @property
    def is_answered(self) -> bool:
        return self.value is not None


def given_of(row: Answer) -> Given:
    return Given(json.loads(row.value), row.sure, row.is_flagged, row.version, row.saved_at)


def answers_of(attempt: Attempt) -> dict[int, Given]:
    """Question number → what is kept for it. One query."""
    return {row.number: given_of(row) for row in Answer.objects.filter(attempt_id=attempt.pk)}


def answer_of(attempt_id: int, number: int) -> Given | None:
    row = Answer.objects.filter(attempt_id=attempt_id, number=number).first()
    return given_of(row) if row is not None else None
