"""A learner's earlier attempts in one quiz: the newest one by one, of all others only what they add up to.

What a page costs must not grow with every attempt, so no page reads them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, cast

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Sum

from accounts.api import Prepared
from courses.enrolments.models import Enrolment
from courses.quizzes.compiled import Quiz
from courses.quizzes.engine.rules import History, Rules, history_of
from courses.quizzes.models import Attempt
from courses.quizzes.selectors.attempts import attempts_in, past_of, share_of

if TYPE_CHECKING:
    from courses.catalogue.models import Activity

PAGE_SIZE = 10
_FIELDS = (
    "id",
    "public_id",
    "learner_id",
    "enrolment_id",
    "activity_id",
    "number",
    "mode",
    "items",
    "started_at",
    "ends_at",
    "submitted_at",
    "closed_by",
    "points",
    "possible",
    "passed",
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The newest attempts, newest first and as many as the draw, the rules and a page look at; and the sum of all."""

    newest: Sequence[Attempt]
    history: History
    best: Fraction | None

    @property
    def open_attempt(self) -> Attempt | None:
        return next((attempt for attempt in self.newest if attempt.is_open), None)


@cache
def _newest(limit: int) -> Prepared:
    return Prepared(
        lambda enrolment, activity: (
            Attempt.objects.filter(enrolment=enrolment, activity=activity)
            .order_by("-number")
            .values_list(*_FIELDS)[:limit]
        ),
        -(2**40) - 1,
        -(2**40) - 2,
    )


def newest_attempts(quiz: Quiz, rules: Rules, enrolment: Enrolment, activity: Activity) -> list[Attempt]:
    """As many as anything looks at, newest first, without their results. One query."""
    limit = max(PAGE_SIZE + 1, quiz.remembered, rules.per_year or 0)
    rows = _newest(limit).rows(enrolment.pk, activity.pk)
    return attempts_in((Attempt.from_db("default", _FIELDS, row) for row in rows), enrolment, activity)


def history_in(newest: Sequence[Attempt], counting: Fraction | None = None) -> History:
    """Attempts are numbered without gaps, so that the newest one says how many there are."""
    pasts = [past_of(attempt) for attempt in newest]
    return History(
        attempts=newest[0].number if newest else 0,
        is_open=any(attempt.is_open for attempt in newest),
        ended_at=max((past.submitted_at for past in pasts if past.submitted_at is not None), default=None),
        starts=sorted((past.started_at for past in pasts), reverse=True),
        counting=counting,
    )


def earlier_of(quiz: Quiz, rules: Rules, enrolment: Enrolment, activity: Activity) -> Earlier:
    """One query for up to ten attempts; for more of them two or three."""
    newest = newest_attempts(quiz, rules, enrolment, activity)
    if not newest or newest[-1].number == 1:
        pasts = [past_of(attempt) for attempt in newest]
        best = max((past.share for past in pasts if past.submitted_at is not None), default=None)
        return Earlier(newest, history_of(rules, pasts), best)
    best, mean = _shares(enrolment, activity)
    counting = {"best": best, "mean": mean}
    if rules.counts not in counting:
        counting[rules.counts] = _edge(rules, enrolment, activity)
    return Earlier(newest, history_in(newest, counting[rules.counts]), best)


def _shares(enrolment: Enrolment, activity: Activity) -> tuple[Fraction | None, Fraction | None]:
    """The best and the mean share of the attempts handed in, exact; None before the first. One query.

    Corrections can change what is possible, so that points are added up apart for each of its values.
    """
    groups = (
        Attempt.objects.filter(enrolment=enrolment, activity=activity, submitted_at__isnull=False)
        .order_by()
        .values_list("possible")
        .annotate(count=Count("pk"), best=Max("points"), total=Sum("points"))
    )
    count, best, total = 0, None, Fraction(0)
    for possible, number, top, points in groups:
        count += number
        share = Fraction(top) / Fraction(possible) if possible else Fraction(0)
        best = share if best is None else max(best, share)
        total += Fraction(points) / Fraction(possible) if possible else Fraction(0)
    return best, (total / count if count else None)


def _edge(rules: Rules, enrolment: Enrolment, activity: Activity) -> Fraction | None:
    """The share of the first or the last attempt handed in. One query."""
    rows = Attempt.objects.filter(enrolment=enrolment, activity=activity, submitted_at__isnull=False)
    found = rows.only("points", "possible").order_by(
        "started_at" if rules.counts == "first" else "-started_at"
    )
    return next((share_of(attempt) for attempt in found[:1]), None)


def handed_in(earlier: Earlier, enrolment: Enrolment, activity: Activity, page: str) -> Page[Attempt]:
    """One page of the attempts handed in, newest first. The first page takes no query, any other one."""
    total = earlier.history.attempts - earlier.history.is_open
    paginator: Paginator[int] = Paginator(range(total), PAGE_SIZE)
    places = paginator.get_page(page or 1)
    closed = [attempt for attempt in earlier.newest if not attempt.is_open]
    if places.number == 1:
        shown = closed[:PAGE_SIZE]
    else:
        rows = Attempt.objects.filter(enrolment=enrolment, activity=activity, submitted_at__isnull=False)
        rows = rows.defer("results", "items").order_by("-number")
        first = (places.number - 1) * PAGE_SIZE
        shown = attempts_in(rows[first : first + PAGE_SIZE], enrolment, activity)
    return Page(shown, places.number, cast("Paginator[Attempt]", paginator))
