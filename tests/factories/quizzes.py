"""Quizzes and attempts for tests: published through the kind, played through the services."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from courses.models import Activity, Attempt, Enrolment
from courses.progress.access import LearnerActivity
from courses.quizzes.compiled import quiz_of
from courses.quizzes.engine.specs import parsed
from courses.quizzes.engine.types import read
from courses.quizzes.kind import ExamKind, QuizKind, stored
from courses.quizzes.services.attempts import save_answer, start_attempt, submit_attempt
from tests.courses.quizzes.bank import RIGHT, WRONG, exam, quiz
from tests.factories.courses import enrol_directly, make_version


def make_quiz(data: dict[str, Any] | None = None, **rules: Any) -> Activity:
    """A published quiz of ten questions, one of each type; `rules` are keys of quiz.yaml."""
    spec = stored(parsed(data or quiz(**rules)))
    steps = [("quiz", "m3.quiz", "m3", {"title": "Interpret and verify", "spec": spec})]
    activity = make_version(steps=steps).activities.get()
    QuizKind().publish(activity, spec)
    return activity


def make_exam(**rules: Any) -> Activity:
    """A published exam of ten questions."""
    spec = stored(parsed(exam(**rules)))
    steps = [("exam", "exam", "m3", {"title": "Exam", "spec": spec})]
    activity = make_version(steps=steps).activities.get()
    ExamKind().publish(activity, spec)
    return activity


def place_of(enrolment: Enrolment, activity: Activity) -> LearnerActivity:
    return LearnerActivity(activity, enrolment, activity.version, is_open=True)


def start(user: Any, activity: Activity, *, now: datetime | None = None) -> Attempt:
    """An open attempt of this person; enrols them where they are not."""
    enrolment = Enrolment.objects.filter(user=user, version=activity.version).first()
    return start_attempt(
        place=place_of(enrolment or enrol_directly(user, activity.version), activity), actor=user, now=now
    )


def answer(attempt: Attempt, *, right: int, now: datetime | None = None) -> None:
    """Answer every question, the first `right` of them rightly."""
    items = quiz_of(attempt.activity).items
    for number, key in enumerate(attempt.items, 1):
        item = items[key]
        raw = (RIGHT if number <= right else WRONG)[item.type]
        save_answer(attempt_id=attempt.pk, number=number, value=read(item, raw), sure=3, now=now)


def play(user: Any, activity: Activity, *, right: int = 10, now: datetime | None = None) -> Attempt:
    """A whole attempt: started, answered, handed in."""
    attempt = start(user, activity, now=now)
    answer(attempt, right=right, now=now)
    return submit_attempt(attempt=attempt, actor=user, now=now)
