"""Who may open the pages of quizzes. Lena has an open and a closed attempt; nobody else is enrolled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from courses.models import Attempt, PackageFile
from tests.architecture.access_table import row
from tests.cast import Cast
from tests.factories.quizzes import make_quiz, play, start

PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class World:
    cast: Cast
    closed: Attempt
    open: Attempt


def make_world(cast: Cast) -> World:
    activity = make_quiz()
    PackageFile.objects.create(
        version=activity.version, path="modules/m3/media/bay.png", sha256="0" * 64, data=PNG
    )
    closed = play(cast.lena, activity, right=3, now=timezone.now() - timedelta(days=2))
    return World(cast, closed, start(cast.lena, activity))


def quiz(world: World) -> list[object]:
    return [world.open.activity.public_id]


def picture(world: World) -> list[object]:
    return [*quiz(world), "bay.png"]


def attempt(world: World) -> list[object]:
    return [world.open.public_id]


def first(world: World) -> list[object]:
    return [world.open.public_id, 1]


def closed(world: World) -> list[object]:
    return [world.closed.public_id]


LENA = "302 200 404 404 404 404 404"
LENA_GOES_ON = "302 302 404 404 404 404 404"

#      visitor lena omar ines paula rui sam
ROWS = [
    row("courses:quiz", quiz, LENA),
    row("courses:quiz-picture", picture, "302 200 404 404 404 404 200"),
    row("courses:quiz-start", quiz, LENA_GOES_ON, method="post"),
    row("courses:quiz-attempt", attempt, LENA_GOES_ON),
    row("courses:quiz-question", first, LENA),
    row("courses:quiz-question", first, LENA_GOES_ON, method="post"),
    row("courses:quiz-save", first, LENA, method="post"),
    row("courses:quiz-whole", attempt, LENA),
    row("courses:quiz-whole", attempt, LENA_GOES_ON, method="post"),
    row("courses:quiz-finish", attempt, LENA),
    row("courses:quiz-finish", attempt, LENA_GOES_ON, method="post"),
    row("courses:quiz-result", closed, LENA),
    row("courses:quiz-explain", closed, LENA),
]
