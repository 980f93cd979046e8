"""The instructor's desk: cohorts, the people whose facts fire a rule, the reviews that wait, and the meetings of the day.

Nine queries with the session, one more when somebody teaches without accreditation or there is no cohort.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from accounts.api import Capability, Partner, User, partners_with
from courses.api import (
    Cohort,
    DeskMeeting,
    Enrolment,
    LearnerFacts,
    Limits,
    NudgeLine,
    Reason,
    Rule,
    UnfitLeader,
    WaitingMessage,
    attention_reasons,
    cohorts_for,
    compiled_version,
    even_dates,
    first_goal,
    meetings_today,
    messages_waiting,
    most_urgent_first,
    newest_nudges,
    states_in,
    unfit_leaders,
)
from labs.api import ReviewsWaiting, reviews_waiting

LIMITS = Limits()
MESSAGE = "message"


@dataclass(frozen=True)
class Why:
    text: str
    rule: str


@dataclass(frozen=True)
class Person:
    """One row of the queue. `review_url` leads to the run with the red line."""

    name: str
    url: str
    group: str
    rule: str
    why: tuple[Why, ...]
    advice: str
    review_url: str = ""
    nudge_url: str = ""
    nudge: NudgeLine | None = None
    message_url: str = ""


@dataclass(frozen=True)
class CohortCard:
    name: str
    url: str
    phase: str
    learners: int
    done: int
    opens_at: datetime
    closes_at: datetime
    needs: int
    unfit: tuple[UnfitLeader, ...] = ()


@dataclass(frozen=True)
class Desk:
    """`may_plan_for` is asked only while there is no cohort: where somebody who plans them begins."""

    people: tuple[Person, ...]
    shown: tuple[Person, ...]
    filters: tuple[tuple[str, str, int], ...]
    chosen: str
    on_track: int
    cohorts: tuple[CohortCard, ...]
    reviews: ReviewsWaiting
    meetings: tuple[DeskMeeting, ...]
    may_plan_for: tuple[Partner, ...] = ()


def desk(user: User, *, now: datetime, chosen: str = "") -> Desk:
    """Who needs `user` now, in the cohorts that run; `chosen` is a rule to filter by."""
    cohorts = list(cohorts_for(user).select_related("partner").order_by("closes_at"))
    active = [cohort for cohort in cohorts if cohort.phase in {"draft", "planned", "running"}]
    reviews = reviews_waiting(user)
    rows = _enrolments([cohort.pk for cohort in active])
    ranked = most_urgent_first(
        (str(enrolment.public_id), attention_reasons(_facts(enrolment, reviews), now=now, limits=LIMITS))
        for enrolment in rows
        if enrolment.cohort is not None and enrolment.cohort.phase == "running"
    )
    by_id = {str(enrolment.public_id): enrolment for enrolment in rows}
    nudges = newest_nudges(by_id[key].pk for key, _found in ranked)
    may_write = (
        set(cohorts_for(user, Capability.MANAGE_ROSTER).values_list("pk", flat=True)) if ranked else set()
    )
    found_by_rules = {key: _person(by_id[key], found, reviews, nudges, may_write) for key, found in ranked}
    people = _with_messages(found_by_rules, by_id, messages_waiting(user), now)
    known = {rule.value for rule in Rule} | {MESSAGE}
    unfit = unfit_leaders(active)
    return Desk(
        people=people,
        shown=tuple(one for one in people if chosen not in known or _fits(one, chosen)),
        filters=_filters(people),
        chosen=chosen if chosen in known else "",
        on_track=sum(e.cohort is not None and e.cohort.phase == "running" for e in rows) - len(people),
        cohorts=tuple(_cohort_card(cohort, rows, ranked, unfit.get(cohort.pk, ())) for cohort in active),
        reviews=reviews,
        meetings=meetings_today([cohort.pk for cohort in active], now),
        may_plan_for=()
        if active
        else tuple(partners_with(user, Capability.MANAGE_COHORTS).order_by("name")[:5]),
    )


def _with_messages(
    people: dict[str, Person],
    enrolments: dict[str, Enrolment],
    waiting: dict[UUID, WaitingMessage],
    now: datetime,
) -> tuple[Person, ...]:
    """The queue with those who wrote and have no answer: after red lines, before everything that a rule found."""
    wrote: dict[str, Person] = {}
    for public_id, message in waiting.items():
        enrolment = enrolments.get(key := str(public_id))
        if enrolment is None:
            continue
        held = people.get(key) or _bare(enrolment)
        said = Why(_("Wrote to you %(ago)s ago") % {"ago": timesince(message.since, now)}, "")
        wrote[key] = replace(held, why=(said, *held.why), message_url=message.url)
    merged = {**people, **wrote}
    first = [key for key, one in merged.items() if one.rule == Rule.RED_LINE.value]
    order = dict.fromkeys([*first, *wrote, *people])
    return tuple(merged[key] for key in order)


def _bare(enrolment: Enrolment) -> Person:
    """Somebody whom no rule found, but who wrote."""
    cohort = enrolment.cohort
    return Person(
        name=str(enrolment.user),
        url=reverse("courses:cohort-learner", args=[cohort.public_id, enrolment.public_id]) if cohort else "",
        group=_group(enrolment),
        rule=MESSAGE,
        why=(),
        advice="",
    )


def _fits(person: Person, chosen: str) -> bool:
    return bool(person.message_url) if chosen == MESSAGE else person.rule == chosen


def _group(enrolment: Enrolment) -> str:
    return " · ".join(part for part in (str(enrolment.cohort or ""), str(enrolment.client or "")) if part)


def _enrolments(cohort_ids: list[int]) -> list[Enrolment]:
    return list(
        Enrolment.objects.filter(cohort__in=cohort_ids, ended_at=None)
        .select_related("standing", "user", "client", "cohort")
        .order_by("user__name", "pk")
    )


def _facts(enrolment: Enrolment, reviews: ReviewsWaiting) -> LearnerFacts:
    standing = getattr(enrolment, "standing", None)
    states = states_in(standing)
    compiled = compiled_version(enrolment.version_id)
    path = first_goal(compiled).path
    is_met = {activity.key: activity.key in states and states[activity.key].is_met for activity in path}
    dates = (
        even_dates(len(path), opens_at=enrolment.opens_at, closes_at=enrolment.closes_at)
        if path and enrolment.opens_at and enrolment.closes_at
        else ()
    )
    return LearnerFacts(
        is_finished=bool(path) and all(is_met.values()),
        enrolled_at=max(enrolment.started_at, enrolment.opens_at or enrolment.started_at),
        last_visit_at=standing.last_seen_at if standing is not None else None,
        open_red_lines=(_("the lab"),) if enrolment.public_id in reviews.red_lines else (),
        failures=tuple(
            (compiled.by_key[key].title, state.marks)
            for key, state in states.items()
            if state.name == "failed" and key in compiled.by_key and compiled.by_key[key].kind == "quiz"
        ),
        due=tuple(
            (activity.title, due_at)
            for activity, due_at in zip(path, dates, strict=False)
            if not is_met[activity.key]
        ),
    )


def _person(
    enrolment: Enrolment,
    found: tuple[Reason, ...],
    reviews: ReviewsWaiting,
    nudges: dict[int, NudgeLine],
    may_write: set[int],
) -> Person:
    cohort = enrolment.cohort
    evaluation = reviews.red_lines.get(enrolment.public_id)
    late = [reason for reason in found if reason.rule == Rule.BEHIND]
    kept = [reason for reason in found if reason.rule != Rule.BEHIND] + late[:1]
    return Person(
        name=str(enrolment.user),
        url=reverse("courses:cohort-learner", args=[cohort.public_id, enrolment.public_id]) if cohort else "",
        group=_group(enrolment),
        rule=found[0].rule.value,
        why=tuple(_why(reason) for reason in kept),
        advice=_ADVICE[found[0].rule](),
        review_url=reverse("labs:review", args=[evaluation]) if evaluation else "",
        nudge_url=_nudge_url(enrolment, found[0]) if cohort is not None and cohort.pk in may_write else "",
        nudge=nudges.get(enrolment.pk),
    )


def _nudge_url(enrolment: Enrolment, reason: Reason) -> str:
    if enrolment.cohort is None:
        return ""
    path = reverse("courses:nudge", args=[enrolment.cohort.public_id, enrolment.public_id])
    return f"{path}?rule={reason.rule.value}"


def _why(reason: Reason) -> Why:
    facts: dict[str, Any] = {"amount": reason.amount, "subject": reason.subject}
    texts = {
        Rule.RED_LINE: _("A red line waits for your decision"),
        Rule.FAILED_TWICE: _("Failed “%(subject)s” %(amount)d times") % facts,
        Rule.BEHIND: _("%(amount)d days behind: “%(subject)s”") % facts,
        Rule.QUIET: _("No visit for %(amount)d days") % facts,
        Rule.NOT_STARTED: _("Not started after %(amount)d days") % facts,
    }
    limit = "" if reason.rule == Rule.RED_LINE else _("rule: %(limit)d") % {"limit": reason.limit}
    return Why(texts[reason.rule], limit)


_ADVICE = {
    Rule.RED_LINE: lambda: _("Read the run, decide, and talk it through before the next attempt."),
    Rule.FAILED_TWICE: lambda: _("Look at what was missed both times and offer that lesson again."),
    Rule.BEHIND: lambda: _("Ask what is in the way. Dates of one’s own can be set on the learner’s page."),
    Rule.QUIET: lambda: _("Call, or write two lines: what is next and how long it takes."),
    Rule.NOT_STARTED: lambda: _("Check that the invitation arrived and that signing in works."),
}


def _filters(people: tuple[Person, ...]) -> tuple[tuple[str, str, int], ...]:
    names = {
        Rule.RED_LINE: _("Red line"),
        Rule.FAILED_TWICE: _("Failed twice"),
        Rule.BEHIND: _("Behind"),
        Rule.QUIET: _("Quiet"),
        Rule.NOT_STARTED: _("Not started"),
    }
    counts = {rule: sum(person.rule == rule.value for person in people) for rule in Rule}
    found = [(rule.value, names[rule], counts[rule]) for rule in Rule if counts[rule]]
    wrote = sum(bool(person.message_url) for person in people)
    return tuple([(MESSAGE, _("Wrote to you"), wrote), *found] if wrote else found)


def _cohort_card(
    cohort: Cohort,
    rows: list[Enrolment],
    ranked: list[tuple[str, tuple[Reason, ...]]],
    unfit: tuple[UnfitLeader, ...],
) -> CohortCard:
    mine = [enrolment for enrolment in rows if enrolment.cohort_id == cohort.pk]
    needy = {key for key, _found in ranked}
    path = {activity.key for activity in first_goal(compiled_version(cohort.version_id)).path}

    def is_done(enrolment: Enrolment) -> bool:
        states = states_in(getattr(enrolment, "standing", None))
        return bool(path) and all(key in states and states[key].is_met for key in path)

    return CohortCard(
        name=cohort.name,
        url=reverse("courses:cohort", args=[cohort.public_id]),
        phase=cohort.phase,
        learners=len(mine),
        done=sum(is_done(enrolment) for enrolment in mine),
        opens_at=cohort.opens_at,
        closes_at=cohort.closes_at,
        needs=sum(str(enrolment.public_id) in needy for enrolment in mine),
        unfit=unfit,
    )
