"""The lines of both checklists. What the gate says comes first, then dates, people and policies, then what other rooms add."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.api import User
from courses.cohorts.entitlement import opening_blocks
from courses.cohorts.selectors import open_invitations
from courses.enrolments.models import Enrolment
from courses.joining.models import JoinLink
from courses.quizzes.models import Appeal
from courses.readiness.registry import CheckLine, LineState, Moment, checks_at, counted_line
from courses.schedules.models import ActivityDates
from courses.worksamples.models import Rating, WorkAppeal

if TYPE_CHECKING:
    from courses.cohorts.models import Cohort

DONE, BLOCKS, OPEN = LineState.DONE, LineState.BLOCKS, LineState.OPEN


def opening_list(cohort: Cohort) -> list[CheckLine]:
    """Everything that is asked before the cohort opens; ten queries and those of other rooms."""
    lines = [*_gate(cohort), *_dates(cohort), *_people(cohort), *_factors(cohort)]
    for check in checks_at(Moment.OPENING):
        lines.extend(check(cohort))
    return lines


def closing_list(cohort: Cohort) -> list[CheckLine]:
    """What is still open before the cohort closes; five queries and those of other rooms."""
    lines = [*_results(cohort), *_remedies(cohort)]
    for check in checks_at(Moment.CLOSING):
        lines.extend(check(cohort))
    return lines


def blocks_of(lines: list[CheckLine]) -> list[CheckLine]:
    return [line for line in lines if line.state is BLOCKS]


def _gate(cohort: Cohort) -> Iterator[CheckLine]:
    blocks = opening_blocks(cohort)
    teaching = reverse("courses:partner-teaching", args=[cohort.partner.slug])
    people = reverse("courses:cohort-people", args=[cohort.public_id])
    places = {
        "partner": (reverse("accounts:partner", args=[cohort.partner.slug]), _("The partner’s page")),
        "authorisation": (teaching, _("Courses and instructors")),
        "instructor": (people, _("Assign an instructor")),
        "accreditation": (teaching, _("Courses and instructors")),
    }
    stands = {
        "partner": _("The partner is active, its agreement stands"),
        "authorisation": _("The partner may deliver this course version"),
        "instructor": _("An instructor is on the cohort"),
        "accreditation": _("Everybody who teaches is accredited for it"),
    }
    for need, what in stands.items():
        missing = [block for block in blocks if block.code.split(":")[0] == need]
        for block in missing:
            yield CheckLine(block.code, BLOCKS, block.what, block.why, block.who, *places[need])
        if not missing:
            yield CheckLine(need, DONE, what)


def _dates(cohort: Cohort) -> Iterator[CheckLine]:
    now, zone = timezone.now(), cohort.zone
    opens, closes = (
        date_format(moment.astimezone(zone), "j F Y, H:i") for moment in (cohort.opens_at, cohort.closes_at)
    )
    place = (reverse("courses:cohort-settings", args=[cohort.public_id]), _("Set-up"))
    who = _("Can be lifted by: whoever plans the cohort.")
    span = _("%(opens)s – %(closes)s, %(zone)s.") % {"opens": opens, "closes": closes, "zone": zone.key}
    if cohort.closes_at <= now:
        yield CheckLine(
            "dates:over", BLOCKS, _("The dates lie ahead"), _("The last day is past."), who, *place
        )
    elif cohort.opens_at <= now:
        why = _("The first day is past: learners begin late.") + " " + span
        yield CheckLine("dates:begun", OPEN, _("The dates lie ahead"), why, who, *place)
    else:
        yield CheckLine("dates", DONE, _("The dates lie ahead"), span)
    beyond = ActivityDates.objects.filter(cohort=cohort).filter(
        Q(due_at__gt=cohort.closes_at) | Q(opens_at__gte=cohort.closes_at) | Q(closes_at__lte=cohort.opens_at)
    )
    count = beyond.count()
    if count:
        yield CheckLine(
            "dates:beyond",
            OPEN,
            _("The dates of activities lie within those of the cohort"),
            ngettext("%(n)s activity lies outside.", "%(n)s activities lie outside.", count) % {"n": count},
            who,
            reverse("courses:cohort-dates", args=[cohort.public_id]),
            _("Dates"),
        )


def _people(cohort: Cohort) -> Iterator[CheckLine]:
    learners = Enrolment.objects.filter(cohort=cohort, ended_at=None).count()
    asked = int(open_invitations(cohort).count())
    has_link = JoinLink.objects.filter(cohort=cohort).exclude(code=None).exists()
    seats = _("%(learners)s learners and %(asked)s invited, %(seats)s seats.") % {
        "learners": learners,
        "asked": asked,
        "seats": cohort.seats,
    }
    what = _("Learners have a way in")
    if learners or asked or has_link:
        yield CheckLine("roster", DONE, what, seats)
        return
    why = _("Nobody is invited, and there is no join link. This can also follow later.")
    place = reverse("courses:cohort-people", args=[cohort.public_id])
    who = _("Can be lifted by: whoever looks after the roster.")
    yield CheckLine("roster:empty", OPEN, what, why, who, place, _("Add learners"))


def _factors(cohort: Cohort) -> Iterator[CheckLine]:
    if not cohort.partner.requires_mfa:
        return
    what = _("Instructors have two factors, as the partner asks")
    lacking = User.objects.filter(teaching__cohort=cohort, factor_due__isnull=False).order_by("name")
    names = ", ".join(user.get_full_name() for user in lacking)
    if not names:
        yield CheckLine("factors", DONE, what)
        return
    why = _("Not yet: %(names)s. From the day on their pages wait for it.") % {"names": names}
    yield CheckLine(
        "factors:missing", OPEN, what, why, _("Can be lifted by: each of them, in their account.")
    )


def _results(cohort: Cohort) -> Iterator[CheckLine]:
    place = (reverse("courses:cohort", args=[cohort.public_id]), _("Roster"))
    missing = Enrolment.objects.filter(cohort=cohort, ended_at=None, completed_at=None).count()
    yield counted_line(
        "results",
        missing,
        _("Every learner has finished"),
        ngettext("%(n)s learner has not finished.", "%(n)s learners have not finished.", missing),
        _("Can be lifted by: the learners until their last day; or take them out."),
        *place,
    )


def _remedies(cohort: Cohort) -> Iterator[CheckLine]:
    appeals = (
        Appeal.objects.filter(attempt__enrolment__cohort=cohort, state="sent").count()
        + WorkAppeal.objects.filter(work__enrolment__cohort=cohort, state="sent").count()
    )
    who = _("Can be lifted by: the cohort’s instructors.")
    yield counted_line(
        "appeals",
        appeals,
        _("No appeal against a mark is open"),
        ngettext("%(n)s appeal waits.", "%(n)s appeals wait.", appeals),
        who,
        reverse("courses:appeals"),
        _("Appeals"),
    )
    ratings = Rating.objects.filter(hand_in__work__enrolment__cohort=cohort, state="waiting")
    waiting = ratings.values("hand_in").distinct().count()
    yield counted_line(
        "ratings",
        waiting,
        _("Every work sample is rated"),
        ngettext("%(n)s work waits for a rater.", "%(n)s works wait for a rater.", waiting),
        _("Can be lifted by: its raters."),
        reverse("courses:cohort", args=[cohort.public_id]),
        _("Roster"),
    )
