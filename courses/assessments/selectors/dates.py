"""Dates of a cohort's activities, and what one learner would see at a given moment."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from courses.catalogue.kinds import get_kind
from courses.catalogue.models import Activity
from courses.catalogue.selectors import compiled_version
from courses.enrolments.models import Enrolment
from courses.quizzes.compiled import quiz_of
from courses.quizzes.engine.rules import Past, Rules, Seen, history_of, lint, rules_of, simulate
from courses.quizzes.selectors.attempts import attempts_of, extra_percent_of, past_of, rules_for
from courses.quizzes.wording import LINT
from courses.schedules.models import ActivityDates
from courses.schedules.selectors import Dates, dates_for

if TYPE_CHECKING:
    from courses.cohorts.models import Cohort

SAT = ("quiz", "exam")


@dataclass(frozen=True, slots=True)
class DatedRow:
    """An activity of the cohort's course that can have dates, with those that are set."""

    activity: Activity
    dates: ActivityDates | None
    own: int


def dated_rows(cohort: Cohort) -> list[DatedRow]:
    """Every step of the course, in its order. Two queries."""
    activities = [a for a in compiled_version(cohort.version_id).activities if get_kind(a.kind).is_step]
    rows = ActivityDates.objects.filter(activity__in=activities)
    group = {row.activity_id: row for row in rows.filter(cohort=cohort)}
    own: dict[int, int] = {}
    for activity_id in rows.filter(enrolment__cohort=cohort).values_list("activity_id", flat=True):
        own[activity_id] = own.get(activity_id, 0) + 1
    return [DatedRow(one, group.get(one.pk), own.get(one.pk, 0)) for one in activities]


@dataclass(frozen=True, slots=True)
class DatesPage:
    """One activity in one cohort: its dates, the people with dates of their own, and what contradicts."""

    cohort: Cohort
    activity: Activity
    dates: ActivityDates | None
    own: Sequence[ActivityDates]
    lint: Sequence[str]
    learners: Sequence[Enrolment]


def dates_page(cohort: Cohort, activity: Activity) -> DatesPage:
    """Three queries."""
    dates = ActivityDates.objects.filter(activity=activity, cohort=cohort).first()
    return DatesPage(
        cohort=cohort,
        activity=activity,
        dates=dates,
        own=list(
            ActivityDates.objects.filter(activity=activity, enrolment__cohort=cohort)
            .select_related("enrolment__user")
            .order_by("enrolment__user__name")
        ),
        lint=contradictions(cohort, activity, dates),
        learners=list(
            Enrolment.objects.filter(cohort=cohort, ended_at=None)
            .select_related("user")
            .order_by("user__name")
        ),
    )


def contradictions(cohort: Cohort, activity: Activity, dates: ActivityDates | None) -> list[str]:
    """What cannot work together in the author's rules and these dates, in words."""
    if activity.kind not in SAT:
        return []
    rules = rules_of(
        quiz_of(activity).spec,
        opens_at=(dates.opens_at if dates else None) or cohort.opens_at,
        due_at=dates.due_at if dates else None,
        closes_at=(dates.closes_at if dates else None) or cohort.closes_at,
    )
    return [str(LINT[code]) for code in lint(rules)]


def past_at(past: Past, at: datetime) -> Past | None:
    """An attempt as it stood at that moment: not begun, open, or handed in."""
    if past.started_at > at:
        return None
    is_over = past.submitted_at is not None and past.submitted_at <= at
    return past if is_over else Past(past.started_at)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What one learner would see: the rules that hold for them, and what follows at that moment."""

    enrolment: Enrolment
    at: datetime
    rules: Rules
    seen: Seen
    attempts: int


@dataclass(frozen=True, slots=True)
class PlainGlimpse:
    """The same for lessons, labs and work samples, which count no attempts.

    `code`: `not_open`, `open` or `closed`; the times are None where nothing is timed.
    """

    enrolment: Enrolment
    at: datetime
    dates: Dates
    code: str
    time_limit: timedelta | None
    minutes: timedelta | None
    would_end_at: datetime | None


def plain_glimpse(enrolment: Enrolment, activity: Activity, at: datetime) -> PlainGlimpse:
    """What a learner would see of a lesson, a lab or a work sample at that moment. Two queries, nothing written."""
    dates = dates_for(enrolment, activity)
    limit = get_kind(activity.kind).time_limit(activity.spec)
    base = timedelta(minutes=limit) if limit else None
    extra = extra_percent_of(enrolment.user_id, at) if limit else 0
    minutes = timedelta(minutes=math.ceil(limit * (100 + extra) / 100)) if limit else None
    ends = [end for end in (at + minutes if minutes else None, dates.closes_at) if end is not None]
    code = dates.code_at(at)
    return PlainGlimpse(
        enrolment, at, dates, code, base, minutes, min(ends) if ends and code == "open" else None
    )


def glimpse(enrolment: Enrolment, activity: Activity, at: datetime) -> Glimpse:
    """From the learner's true attempts up to then, their dates and their extra time. Four queries, nothing written."""
    rules = rules_for(quiz_of(activity), enrolment, activity)
    moments = (past_at(past_of(attempt), at) for attempt in attempts_of(enrolment, activity))
    history = [past for past in moments if past is not None]
    extra = extra_percent_of(enrolment.user_id, at) if rules.time_limit else 0
    seen = simulate(rules, history_of(rules, history), extra_percent=extra, now=at)
    return Glimpse(enrolment, at, rules, seen, len(history))
