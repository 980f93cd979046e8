"""Reads quizzes, attempts and answers into values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from accounts.api import Prepared
from courses.catalogue.models import Activity
from courses.enrolments.models import Enrolment
from courses.quizzes.compiled import Quiz, quiz_of
from courses.quizzes.engine.grade import FormResult, grade_form
from courses.quizzes.engine.rules import Past, Rules, rules_of
from courses.quizzes.engine.values import Answer as AnswerValue
from courses.quizzes.models import Accommodation, Answer, Appeal, Attempt, Correction, Exposure, Ticket
from courses.schedules.selectors import dates_for

if TYPE_CHECKING:
    from courses.quizzes.engine.types.registry import Item


def rules_for(quiz: Quiz, enrolment: Enrolment, activity: Activity) -> Rules:
    """The author's rules with the dates of this learner: their own, the cohort's, the course's. One query."""
    dates = dates_for(enrolment, activity)
    rules = rules_of(quiz.spec, opens_at=dates.opens_at, due_at=dates.due_at, closes_at=dates.closes_at)
    if not dates.extra_attempts:
        return rules
    more = dates.extra_attempts
    return replace(
        rules,
        attempts=None if rules.attempts is None else rules.attempts + more,
        per_year=None if rules.per_year is None else rules.per_year + more,
    )


def share_of(attempt: Attempt) -> Fraction:
    if attempt.points is None or not attempt.possible:
        return Fraction(0)
    return Fraction(attempt.points) / Fraction(attempt.possible)


def past_of(attempt: Attempt) -> Past:
    return Past(attempt.started_at, attempt.submitted_at, share_of(attempt))


def attempts_of(enrolment: Enrolment, activity: Activity) -> list[Attempt]:
    """All attempts of one learner in one quiz, oldest first."""
    rows = Attempt.objects.filter(enrolment=enrolment, activity=activity).order_by("number")
    return attempts_in(rows, enrolment, activity)


def attempts_in(rows: Iterable[Attempt], enrolment: Enrolment, activity: Activity) -> list[Attempt]:
    """The attempts with the enrolment and the activity that they are of: no query for either."""
    found = list(rows)
    for attempt in found:
        attempt.enrolment, attempt.activity = enrolment, activity
    return found


def extra_percent_of(learner_id: int, now: datetime | None = None) -> int:
    """The extra time that this person has in timed work today, in per cent."""
    today = (now or timezone.now()).date()
    row = Accommodation.objects.filter(learner_id=learner_id).values_list("extra_percent", "until").first()
    if row is None or (row[1] is not None and row[1] < today):
        return 0
    return row[0]


def ticket_of(enrolment: Enrolment, activity: Activity) -> Ticket | None:
    """The unused ticket of a learner for an exam; other kinds have none."""
    if activity.kind != "exam":
        return None
    unused = Ticket.objects.filter(enrolment=enrolment, activity=activity, attempt=None, withdrawn_at=None)
    return unused.select_related("issued_by").first()


def admitted_ticket(enrolment: Enrolment, activity: Activity, at: datetime) -> Ticket | None:
    """The ticket that makes an attempt which starts now a supervised one."""
    ticket = ticket_of(enrolment, activity)
    if ticket is None or not ticket.is_admitted or not ticket.opens_at <= at < ticket.closes_at:
        return None
    return ticket


def exposure_of(activity: Activity) -> tuple[int, dict[str, int]]:
    """How many sittings were counted, and in how many of them each question was. One query."""
    rows = _exposure.rows(activity.pk)
    return (rows[0][0], dict(rows[0][1])) if rows else (0, {})


_exposure = Prepared(
    lambda activity: Exposure.objects.filter(activity=activity).order_by().values_list("sittings", "counts"),
    -(2**40) - 1,
)


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
    return {
        number: Given(json.loads(value), sure, is_flagged, version, saved_at)
        for number, value, sure, is_flagged, version, saved_at in _answers.rows(attempt.pk)
    }


_answers = Prepared(
    lambda attempt: (
        Answer.objects.filter(attempt=attempt)
        .order_by("number")
        .values_list("number", "value", "sure", "is_flagged", "version", "saved_at")
    ),
    -(2**40) - 1,
)


def newest_revision(activity_id: int) -> int:
    """The number of the last correction to this quiz; 0 where there was none."""
    rows = _corrections.rows(activity_id)
    return int(rows[0][0]) if rows else 0


_corrections = Prepared(
    lambda activity: (
        Correction.objects.filter(activity=activity).order_by("-number").values_list("number")[:1]
    ),
    -(2**40) - 1,
)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What corrections changed: questions as they count now, and those that count for nobody."""

    items: Mapping[str, Item]
    void: frozenset[str]


def corrected(activity: Activity, revision: int) -> Corrected:
    """The corrections up to this one. No query for a quiz that was never corrected."""
    if not revision:
        return Corrected({}, frozenset())
    rows = Correction.objects.filter(activity=activity, number__lte=revision).order_by("number")
    return changes_of((row.key, row.action, row.item) for row in rows)


def changes_of(rows: Iterable[tuple[str, str, dict[str, Any]]]) -> Corrected:
    """Later corrections win over earlier ones."""
    from courses.quizzes.engine.types.registry import ITEM

    items: dict[str, Item] = {}
    void: set[str] = set()
    for key, action, item in rows:
        if action == Correction.Action.VOID:
            void.add(key)
        else:
            items[key] = ITEM.validate_python(item)
            void.discard(key)
    return Corrected(items, frozenset(void))


def awards_of(attempt: Attempt) -> dict[str, Fraction]:
    """Question key → the share that a person granted after an appeal."""
    rows = _awards.rows(attempt.pk)
    return {attempt.items[number - 1]: Fraction(share or 0) for number, share in rows if number}


_awards = Prepared(
    lambda attempt: (
        Appeal.objects.filter(attempt=attempt, state=Appeal.State.UPHELD, share__isnull=False)
        .order_by("pk")
        .values_list("number", "share")
    ),
    -(2**40) - 1,
)


def graded(
    attempt: Attempt,
    answers: Mapping[int, Given] | None = None,
    *,
    changes: Corrected | None = None,
    awards: Mapping[str, Fraction] | None = None,
) -> FormResult:
    """The attempt graded from its kept answers: always the same for the same answers, corrections and awards."""
    quiz = quiz_of(attempt.activity)
    given = answers_of(attempt) if answers is None else answers
    made = corrected(attempt.activity, attempt.revision) if changes is None else changes
    values = {key: given[number].value for number, key in enumerate(attempt.items, 1) if number in given}
    items = [made.items.get(key) or quiz.items[key] for key in attempt.items]
    return grade_form(items, values, void=made.void, awarded=awards)


def answers_of_all(attempt_ids: Sequence[int]) -> dict[int, dict[int, Given]]:
    """Attempt → question number → what is kept. One query for all of them."""
    found: dict[int, dict[int, Given]] = {attempt_id: {} for attempt_id in attempt_ids}
    for row in Answer.objects.filter(attempt_id__in=attempt_ids).defer("history"):
        found[row.attempt_id][row.number] = given_of(row)
    return found


def answer_of(attempt_id: int, number: int) -> Given | None:
    row = Answer.objects.filter(attempt_id=attempt_id, number=number).first()
    return given_of(row) if row is not None else None


def media_of(activity: Activity) -> str:
    """The address of the pictures of a quiz's questions, to which a picture's name is added."""
    return reverse("courses:quiz-picture", args=[activity.public_id, "-"]).removesuffix("-")
