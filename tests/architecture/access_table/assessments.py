"""Who may open the staff side of assessment: Ines for her cohort, Paula for her partner, Sam for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from courses.models import Regrade
from courses.quizzes.services.regrades import propose_regrade
from tests.architecture.access_table import row
from tests.cast import Cast
from tests.courses.assessments.world import World as Assessed
from tests.courses.assessments.world import make_world as make_assessed


@dataclass
class World:
    assessed: Assessed
    regrade: Regrade


def make_world(cast: Cast) -> World:
    assessed = make_assessed(cast)
    regrade = propose_regrade(
        activity=assessed.activity,
        key="q01.1",
        action="void",
        values=[],
        reason="Unclear.",
        actor=cast.sam,
    )
    return World(assessed, regrade)


def cohort(world: World) -> list[Any]:
    return [world.assessed.cohort.public_id]


def learner(world: World) -> list[Any]:
    return [world.assessed.cohort.public_id, world.assessed.enrolment.public_id]


def dated(world: World) -> list[Any]:
    return [world.assessed.cohort.public_id, world.assessed.activity.public_id]


def appeal(world: World) -> list[Any]:
    return [world.assessed.appeal.public_id]


def quiz(world: World) -> list[Any]:
    return [world.assessed.activity.public_id]


def item(world: World) -> list[Any]:
    return [world.assessed.activity.public_id, "q01.1"]


def regrade(world: World) -> list[Any]:
    return [world.regrade.public_id]


NEAR = "302 404 404 200 200 404 200"
NEAR_POST = "302 404 404 422 422 404 422"
STAFF = "302 404 404 404 404 404 200"

#      visitor lena omar ines paula rui sam
ROWS = [
    row("courses:sittings", cohort, NEAR),
    row("courses:sittings", cohort, "302 404 404 404 404 404 404", method="post"),  # a course without an exam
    row("courses:sittings-check-in", cohort, NEAR_POST, method="post"),
    row("courses:cohort-dates", cohort, NEAR),
    row("courses:activity-dates", dated, NEAR),
    row("courses:activity-dates", dated, "302 404 404 302 302 404 302", method="post"),
    row("courses:extra-time", learner, NEAR),
    row("courses:extra-time", learner, NEAR_POST, method="post"),
    row("courses:appeals", None, "302 404 404 200 200 200 200"),
    row("courses:appeal", appeal, NEAR),
    row("courses:appeal", appeal, NEAR_POST, method="post"),
    row("courses:quizzes", None, STAFF),
    row("courses:quiz-health", quiz, STAFF),
    row("courses:quiz-compute", quiz, "302 404 404 404 404 404 302", method="post"),
    row("courses:quiz-rules", quiz, STAFF),
    row("courses:quiz-item", item, STAFF),
    row("courses:quiz-item", item, "302 404 404 404 404 404 422", method="post"),
    row("courses:regrade", regrade, STAFF),
    row("courses:regrade", regrade, "302 404 404 404 404 404 302", method="post"),
]
