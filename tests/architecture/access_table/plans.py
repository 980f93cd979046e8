"""Who may open templates of cohorts: those who plan for North, and Sam."""

from __future__ import annotations

from courses.plans.services import keep_plan
from tests.architecture.access_table import row
from tests.cast import Cast
from tests.factories.courses import make_cohort


def make_world(cast: Cast):
    cohort = make_cohort(cast.north, instructors=[cast.ines])
    return keep_plan(cohort=cohort, name="Six weeks", pins_version=True, actor=cast.paula), cohort


def template(world) -> list[object]:
    return [world[0].public_id]


PLAN = "302 404 404 403 200 404 200"
PLAN_GOES_ON = "302 404 404 403 302 404 302"
PLAN_WRONG = "302 404 404 403 422 404 422"

ROWS = [
    row("courses:cohort-templates", None, "302 404 404 403 200 200 200"),
    row("courses:cohort-template", template, PLAN),
    row("courses:cohort-template", template, PLAN_WRONG, method="post"),
    row("courses:cohort-template-start", template, PLAN),
    row("courses:cohort-template-start", template, PLAN_WRONG, method="post"),
    row("courses:cohort-template-drop", template, PLAN_GOES_ON, method="post"),
    row("courses:cohort-keep", lambda w: [w[1].public_id], PLAN),
    row("courses:cohort-keep", lambda w: [w[1].public_id], PLAN_WRONG, method="post"),
]
