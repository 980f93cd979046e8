"""Reads quizzes, attempts and answers into values; a published quiz is compiled once per process."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from threading import Lock

from django.utils import timezone

from courses.catalogue.models import Activity
from courses.enrolments.models import Enrolment
from courses.quizzes.engine.base import Answer as AnswerValue
from courses.quizzes.engine.draw import PoolItem, pool_of
from courses.quizzes.engine.rules import Past, Rules, rules_of
from courses.quizzes.engine.specs import QuizSpec
from courses.quizzes.engine.types import Item
from courses.quizzes.models import Accommodation, Answer, Attempt

KEPT = 128


@dataclass(frozen=True)
class Quiz:
    """A published quiz: its rules, its questions by key, and the pool that forms are drawn from."""

    spec: QuizSpec
    items: Mapping[str, Item] = field(repr=False)
    pool: tuple[PoolItem, ...] = field(repr=False)


_kept: OrderedDict[int, Quiz] = OrderedDict()
_lock = Lock()


def quiz_of(activity: Activity) -> Quiz:
    """The quiz of an activity; no work when this process has met it before. Published quizzes never change."""
    found = _kept.get(activity.pk)
    if found is None:
        spec = QuizSpec.model_validate(activity.spec)
        found = Quiz(spec, {item.id: item for item in spec.items}, tuple(pool_of(spec.items, spec.blueprint)))
        with _lock:
            _kept[activity.pk] = found
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return found


def forget_quizzes() -> None:
    """Empty the store; for tests, where a rolled back id may come again."""
    with _lock:
        _kept.clear()


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
    return list(Attempt.objects.filter(enrolment=enrolment, activity=activity).order_by("number"))


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
