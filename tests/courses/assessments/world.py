"""Ines teaches a cohort of partner North in which Lena has a quiz behind her; Rui runs another partner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from courses.models import Appeal, Attempt, Cohort, Enrolment
from courses.quizzes.services.appeals import send_appeal
from tests.cast import Cast
from tests.factories.courses import enrol_directly, make_cohort
from tests.factories.quizzes import make_quiz, play


@dataclass
class World:
    cast: Cast
    cohort: Cohort
    enrolment: Enrolment
    attempt: Attempt
    appeal: Appeal
    activity: Any


def make_world(cast: Cast, activity: Any = None) -> World:
    activity = activity or make_quiz(copies=1)
    activity.version.course.published = activity.version
    activity.version.course.save()
    cohort = make_cohort(cast.north, activity.version, instructors=[cast.ines])
    enrolment = enrol_directly(cast.lena, activity.version, cohort=cohort)
    attempt = play(cast.lena, activity, right=6)
    appeal = send_appeal(attempt=attempt, number=9, reason="Freight is wrong too.", actor=cast.lena)
    return World(cast, cohort, enrolment, attempt, appeal, activity)
