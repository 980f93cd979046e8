"""Who sits when: the learners of a cohort, the rules tried out on a moment, the facts of an appeal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from courses.catalogue.models import Activity
from courses.enrolments.models import Enrolment
from courses.quizzes.compiled import placed, quiz_of
from courses.quizzes.engine.rules import Past, Seen, history_of, lint, rules_of, simulate
from courses.quizzes.engine.types import grade
from courses.quizzes.models import Accommodation, Answer, Attempt, Ticket
from courses.quizzes.selectors.attempts import corrected
from courses.quizzes.wording import LINT

if TYPE_CHECKING:
    from courses.cohorts.models import Cohort


@dataclass(frozen=True, slots=True)
class Seat:
    """One learner of a cohort as far as sittings go: extra time as an effect, the ticket, the sittings so far."""

    enrolment: Enrolment
    extra_percent: int
    ticket: Ticket | None
    sittings: int


def seats(cohort: Cohort, exam: Activity | None) -> list[Seat]:
    """Everybody in the cohort, by name. Four queries."""
    people = list(
        Enrolment.objects.filter(cohort=cohort, ended_at=None).select_related("user").order_by("user__name")
    )
    ids = [enrolment.user_id for enrolment in people]
    extra = dict(Accommodation.objects.filter(learner__in=ids).values_list("learner_id", "extra_percent"))
    tickets: dict[int, Ticket] = {}
    sat: dict[int, int] = {}
    if exam is not None:
        unused = Ticket.objects.filter(activity=exam, enrolment__in=people, attempt=None, withdrawn_at=None)
        tickets = {ticket.enrolment_id: ticket for ticket in unused}
        for enrolment_id in Attempt.objects.filter(activity=exam, enrolment__in=people).values_list(
            "enrolment_id", flat=True
        ):
            sat[enrolment_id] = sat.get(enrolment_id, 0) + 1
    return [Seat(row, extra.get(row.user_id, 0), tickets.get(row.pk), sat.get(row.pk, 0)) for row in people]


def tried_out(
    activity: Activity,
    *,
    now: datetime,
    extra_percent: int,
    opens_at: datetime | None,
    closes_at: datetime | None,
    attempts: int,
    last_share: int,
    hours_since: int,
) -> tuple[Seen, list[str]]:
    """What a learner with this history would see at this moment, and what contradicts in these rules."""
    from datetime import timedelta

    rules = rules_of(quiz_of(activity).spec, opens_at=opens_at, closes_at=closes_at)
    ended = now - timedelta(hours=hours_since)
    history = [
        Past(
            ended - timedelta(hours=48 * (attempts - n)),
            ended - timedelta(hours=48 * (attempts - n - 1)),
            Fraction(last_share, 100),
        )
        for n in range(attempts)
    ]
    seen = simulate(rules, history_of(rules, history), extra_percent=extra_percent, now=now)
    return seen, [str(LINT[code]) for code in lint(rules)]


def appeal_facts(appeal: Any) -> dict[str, Any]:
    """What the person who decides needs to see: the question, the answer, the key, the points."""
    attempt = placed(appeal.attempt)
    key = attempt.items[appeal.number - 1]
    item = (
        corrected(attempt.activity, attempt.revision).items.get(key) or quiz_of(attempt.activity).items[key]
    )
    row = Answer.objects.filter(attempt=attempt, number=appeal.number).first()
    value = json.loads(row.value) if row is not None else None
    return {"item": item, "grade": grade(item, value), "value": value, "title": attempt.activity.title}
