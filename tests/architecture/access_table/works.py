"""Who may open works and ratings. Lena learns in a cohort of North that Ines teaches; Paula and Ines rate her work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from courses.models import HandIn, Rating, WorkAppeal, WorkFile
from courses.worksamples.services.appeals import send_work_appeal
from courses.worksamples.services.drafts import add_file
from tests.architecture.access_table import row
from tests.cast import Cast
from tests.factories.courses import make_cohort
from tests.factories.works import begin, handed_in, make_sample, points, rated, upload


@dataclass
class World:
    hand: HandIn
    file: WorkFile
    paula: Rating
    appeal: WorkAppeal


def make_world(cast: Cast) -> World:
    activity = make_sample()
    cohort = make_cohort(cast.north, activity.version, instructors=[cast.ines])
    work = begin(cast.lena, activity, cohort=cohort)
    file = add_file(work=work, upload=upload(), actor=cast.lena)
    hand = handed_in(cast.lena, activity)
    failed = rated(handed_in(cast.lena, make_sample(raters=1)), points(0, 0, 0))
    appeal = send_work_appeal(work=failed, reason="Please.", actor=cast.lena)
    return World(hand, file, hand.ratings.get(rater=cast.paula), appeal)


def sample(world: World) -> list[Any]:
    return [world.hand.work.activity.public_id]


def file(world: World) -> list[Any]:
    return [world.file.public_id]


def seat(world: World) -> list[Any]:
    return [world.paula.public_id]


def appeal(world: World) -> list[Any]:
    return [world.appeal.public_id]


LENA = "302 200 404 404 404 404 404"
STAFF = "302 404 404 404 404 404 200"

#      visitor lena omar ines paula rui sam
ROWS = [
    row("courses:work", sample, LENA),
    row("courses:work", sample, "302 302 404 404 404 404 404", method="post", data={"do": "hand-in"}),
    row("courses:work-save", sample, "302 410 404 404 404 404 404", method="post", data={"text": "x"}),
    row("courses:work-add-file", sample, "302 422 404 404 404 404 404", method="post"),
    row("courses:work-appeal-send", sample, "302 422 404 404 404 404 404", method="post"),
    row("courses:work-file", file, "302 200 404 200 200 404 404"),
    row("courses:work-remove-file", file, "302 302 404 404 404 404 404", method="post"),
    row("courses:ratings", None, "302 404 404 200 200 200 200"),
    row("courses:rating", seat, "302 404 404 404 200 404 404"),
    row("courses:rating", seat, "302 404 404 404 422 404 404", method="post"),
    row("courses:rating-return", seat, "302 404 404 404 422 404 404", method="post"),
    row("courses:rating-step-back", seat, "302 404 404 404 422 404 404", method="post"),
    row("courses:work-samples", None, STAFF),
    row("courses:work-seat", seat, STAFF),
    row("courses:work-seat", seat, "302 404 404 404 404 404 422", method="post"),
    row("courses:work-appeal", appeal, STAFF),
    row("courses:work-appeal", appeal, "302 404 404 404 404 404 422", method="post"),
]
