"""What the page of one learner shows to those who teach them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from courses.catalogue.kinds import get_kind
from courses.catalogue.selectors import compiled_version
from courses.cohorts.models import Cohort
from courses.enrolments.models import Enrolment
from courses.progress.engine.outline import Count
from courses.progress.models import Mark, Standing
from courses.progress.outline import shown_title


@dataclass(frozen=True)
class MarkLine:
    title: str
    points: str
    passed: bool | None
    outcome: str
    mode: str
    at: datetime
    actor: str
    reason: str
    is_replaced: bool


@dataclass(frozen=True)
class StepLine:
    title: str
    state: str
    points: str
    module: int


@dataclass(frozen=True)
class LearnerPage:
    enrolment: Enrolment
    name: str
    email: str
    client: str
    total: Count
    score: int | None
    seen_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    has_own_dates: bool
    marks: list[MarkLine]
    steps: list[StepLine]


def page_number(given: str | None) -> int:
    """A page number from a query string; nonsense is page 1."""
    return int(given) if given and given.isascii() and given.isdecimal() and len(given) < 7 else 1


def learner_page(cohort: Cohort, enrolment: Enrolment) -> LearnerPage:
    """One learner's standing and ledger; one query more than the door's."""
    compiled = compiled_version(cohort.version_id)
    standing: Standing | None = getattr(enrolment, "standing", None)
    states: dict[str, Any] = standing.states if standing is not None else {}
    return LearnerPage(
        enrolment=enrolment,
        name=enrolment.user.get_full_name(),
        email=enrolment.user.email,
        client=enrolment.client.name if enrolment.client is not None else "",
        total=Count(standing.done if standing else 0, standing.required if standing else 0),
        score=standing.score if standing is not None else None,
        seen_at=standing.last_seen_at if standing is not None else None,
        opens_at=enrolment.opens_at.astimezone(cohort.zone) if enrolment.opens_at else None,
        closes_at=enrolment.closes_at.astimezone(cohort.zone) if enrolment.closes_at else None,
        has_own_dates=enrolment.has_own_dates,
        marks=_marks(enrolment),
        steps=[
            StepLine(
                shown_title(activity),
                _state_word(states.get(activity.key, {}).get("s", "")),
                points_of(states.get(activity.key)),
                compiled.module_of[activity.key].number,
            )
            for activity in compiled.activities
            if get_kind(activity.kind).is_step
        ],
    )


def points_of(state: dict[str, Any] | None) -> str:
    """`8 of 10`, or nothing where there are no points."""
    if not state or Decimal(state.get("of", "0")) == 0:
        return ""
    return gettext("%(points)s of %(possible)s") % {"points": state["p"], "possible": state["of"]}


def _state_word(state: str) -> str:
    words = {
        "passed": gettext("passed"),
        "done": gettext("done"),
        "failed": gettext("not passed yet"),
        "started": gettext("started"),
    }
    return words.get(state, "")


def _marks(enrolment: Enrolment) -> list[MarkLine]:
    titles = {a.pk: shown_title(a) for a in compiled_version(enrolment.version_id).activities}
    rows = (
        Mark.objects.filter(enrolment=enrolment)
        .exclude(outcome="read")
        .order_by("-pk")
        .values_list(
            "activity_id", "points", "possible", "passed", "outcome", "detail", "created_at",
            "actor__name", "reason", "replaced_by",
        )[:200]
    )  # fmt: skip
    return [
        MarkLine(
            title=titles[activity],
            points=f"{points.normalize():f} / {possible.normalize():f}" if possible else "",
            passed=passed,
            outcome=outcome,
            mode=str(detail.get("mode", "")),
            at=at,
            actor=actor or "",
            reason=reason,
            is_replaced=replaced is not None,
        )
        for activity, points, possible, passed, outcome, detail, at, actor, reason, replaced in rows
    ]
