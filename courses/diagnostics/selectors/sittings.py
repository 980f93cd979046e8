"""Where a learner stands with the readiness check, and one situation of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from courses.catalogue.selectors import compiled_version
from courses.content.engine.wording import local
from courses.diagnostics.compiled import LearnerCheck, form_of
from courses.diagnostics.engine.scoring import Given
from courses.diagnostics.models import DiagnosticAnswer, DiagnosticSitting

if TYPE_CHECKING:
    from courses.diagnostics.engine.specs import Situation


def second_from(first: DiagnosticSitting, check: LearnerCheck) -> datetime:
    """When the second sitting opens: some weeks after the first was handed in, so that answers are not remembered."""
    return (first.finished_at or first.started_at) + timedelta(days=form_of(check.forms[0]).wait_days)


def sittings_of(check: LearnerCheck) -> list[DiagnosticSitting]:
    """The learner's sittings, first one first. One query."""
    by_pk = {form.pk: form for form in check.forms}
    rows = list(DiagnosticSitting.objects.filter(enrolment=check.enrolment).order_by("number"))
    for row in rows:
        row.activity = by_pk[row.activity_id]
    return rows


def given_in(sitting: DiagnosticSitting) -> dict[str, Given]:
    rows = DiagnosticAnswer.objects.filter(sitting=sitting).values_list("key", "option", "sure")
    return {key: Given(option, sure) for key, option, sure in rows}


@dataclass(frozen=True)
class FrontPage:
    """Before, between and after the sittings. `state` is new, open, waiting, second, done or closed."""

    title: str
    course: str
    version: object
    enrolment_id: object
    state: str
    minutes: int
    count: int
    sittings: Sequence[DiagnosticSitting]
    opens_second: datetime | None


def front_page(check: LearnerCheck, *, now: datetime) -> FrontPage:
    sittings = sittings_of(check)
    form = form_of(check.forms[0])
    second = second_from(sittings[0], check) if sittings and not sittings[0].is_open else None
    if any(sitting.is_open for sitting in sittings):
        state = "open"
    elif len(sittings) >= min(2, len(check.forms)):
        state = "done"
    elif not check.is_open:
        state = "closed"
    elif second is None:
        state = "new"
    else:
        state = "waiting" if now < second else "second"
    return FrontPage(
        title=_("Readiness check"),
        course=check.compiled.version.title,
        version=check.compiled.version.public_id,
        enrolment_id=check.enrolment.public_id,
        state=state,
        minutes=form.minutes,
        count=len(form.items),
        sittings=sittings,
        opens_second=second if len(sittings) == 1 and len(check.forms) > 1 else None,
    )


@dataclass(frozen=True)
class SituationPage:
    sitting: DiagnosticSitting
    version: object
    item: Situation
    number: int
    size: int
    options: Sequence[tuple[int, str, bool]]
    steps: Sequence[tuple[int, bool]]
    instruction: str
    percent: int
    missing: Sequence[int] = ()
    error: str = ""


def situation_page(
    sitting: DiagnosticSitting, number: int, *, error: str = "", chosen: Given | None = None
) -> SituationPage:
    form = form_of(sitting.activity)
    item = form.items[number - 1]
    kept = DiagnosticAnswer.objects.filter(sitting=sitting, key=item.id).values_list("option", "sure").first()
    given = chosen or (Given(*kept) if kept else Given(None))
    return SituationPage(
        sitting=sitting,
        version=compiled_version(sitting.enrolment.version_id).version.public_id,
        item=item,
        number=number,
        size=len(form.items),
        options=[(n, option.t, n == given.option) for n, option in enumerate(item.options, 1)],
        steps=[(step, step == given.sure) for step in form.confidence.steps],
        instruction=local(form.instruction),
        percent=round(100 * (number - 1) / len(form.items)),
        error=error,
    )


def missing_in(sitting: DiagnosticSitting) -> list[int]:
    """The numbers of the situations without an answer."""
    form, given = form_of(sitting.activity), given_in(sitting)
    return [number for number, item in enumerate(form.items, 1) if item.id not in given]
