"""Who may open the readiness check. Lena has an open and a handed-in sitting; staff have no door to either."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from courses.diagnostics.models import DiagnosticSitting
from courses.diagnostics.services import start_sitting
from courses.models import CourseVersion
from tests.architecture.access_table import row
from tests.cast import Cast
from tests.factories.courses import make_cohort
from tests.factories.diagnostics import check_of, make_check, sit


@dataclass(frozen=True)
class World:
    version: CourseVersion
    done: DiagnosticSitting
    open: DiagnosticSitting


def make_world(cast: Cast) -> World:
    version = make_check()
    check = check_of(cast.lena, version, cohort=make_cohort(cast.north, version, instructors=[cast.ines]))
    done = sit(check, now=timezone.now() - timedelta(days=40))
    return World(version, done, start_sitting(check=check, actor=cast.lena))


def version(world: World) -> list[object]:
    return [world.version.public_id]


def done(world: World) -> list[object]:
    return [world.done.public_id]


def current(world: World) -> list[object]:
    return [world.open.public_id]


def first(world: World) -> list[object]:
    return [world.open.public_id, 1]


LENA = "302 200 404 404 404 404 404"
LENA_GOES_ON = "302 302 404 404 404 404 404"
SHORT = {f"s{n}": "1" for n in range(1, 9)} | {f"s{n}-sure": "80" for n in range(1, 9)}

#      visitor lena omar ines paula rui sam
ROWS = [
    row("courses:readiness", version, LENA),
    row("courses:readiness-start", version, LENA_GOES_ON, method="post"),
    row("courses:readiness-situation", first, LENA),
    row("courses:readiness-situation", first, LENA_GOES_ON, method="post", data={"go": "skip"}),
    row("courses:readiness-finish", current, LENA),
    row("courses:readiness-result", done, LENA),
    row("courses:readiness-erase", done, LENA),
    row(
        "courses:readiness-erase", done, "302 409 404 404 404 404 404", method="post"
    ),  # the newest goes first
    row("courses:readiness-finish", current, LENA_GOES_ON, method="post"),
    row("courses:readiness-short", None, "200"),
    row("courses:readiness-short", None, "200", method="post", data=SHORT),
    row("courses:readiness-keep", None, "302", method="post", data=SHORT),
    row("courses:readiness-kept", None, "302 200 200 200 200 200 200"),
    row("courses:readiness-kept", None, "302", method="post"),
]
