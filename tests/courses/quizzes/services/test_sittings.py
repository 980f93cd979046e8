from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from courses.models import Accommodation, Ticket
from courses.quizzes.services.sittings import admit, issue_ticket, set_extra_time
from tests.factories.courses import enrol_directly
from tests.factories.quizzes import make_quiz, start

HOUR = timedelta(hours=1)


def test_extra_time_reaches_what_is_under_way_and_what_comes(cast):
    attempt = start(cast.lena, make_quiz(time_limit_minutes=80))
    set_extra_time(learner=cast.lena, extra_percent=25, until=None, actor=cast.ines)
    attempt.refresh_from_db()
    assert attempt.ends_at - attempt.started_at == timedelta(minutes=100)
    assert start(cast.lena, make_quiz(time_limit_minutes=40)).extra_seconds == 600


def test_taking_extra_time_away_shortens_nothing_that_runs(cast):
    set_extra_time(learner=cast.lena, extra_percent=25, until=None, actor=cast.ines)
    attempt = start(cast.lena, make_quiz(time_limit_minutes=80))
    set_extra_time(learner=cast.lena, extra_percent=0, until=None, actor=cast.ines)
    attempt.refresh_from_db()
    assert attempt.extra_seconds == 1200
    assert Accommodation.objects.count() == 0


def test_the_audit_says_that_extra_time_was_set_and_not_how_much_or_why(cast):
    set_extra_time(learner=cast.lena, extra_percent=25, until=None, actor=cast.ines)
    entry = AuditEntry.objects.get(verb="extra_time.set")
    assert "25" not in str(entry.detail)


@pytest.mark.parametrize("percent", [-1, 301])
def test_extra_time_has_bounds(cast, percent):
    with pytest.raises(ValidationError):
        set_extra_time(learner=cast.lena, extra_percent=percent, until=None, actor=cast.ines)


@pytest.fixture
def ticket(cast):
    activity = make_quiz()
    enrolment = enrol_directly(cast.lena, activity.version)
    return issue(enrolment, activity, cast)


def issue(enrolment, activity, cast, **more):
    now = timezone.now()
    return issue_ticket(
        **{
            "enrolment": enrolment,
            "activity": activity,
            "place": "Room 2",
            "opens_at": now - HOUR,
            "closes_at": now + HOUR,
            "actor": cast.ines,
        }
        | more
    )


def test_an_admitted_ticket_says_by_whom_and_only_once(cast, ticket):
    first = admit(ticket=ticket, actor=cast.ines)
    again = admit(ticket=ticket, actor=cast.paula)
    assert first.admitted_by == again.admitted_by == cast.ines
    assert AuditEntry.objects.filter(verb="ticket.admitted").count() == 1


def test_a_ticket_is_not_valid_before_and_after_its_time(cast, ticket):
    for moment in (ticket.opens_at - HOUR, ticket.closes_at):
        with pytest.raises(ValidationError, match="not valid at this time"):
            admit(ticket=ticket, actor=cast.ines, now=moment)


def test_a_new_ticket_replaces_the_unused_one(cast, ticket):
    newer = issue(ticket.enrolment, ticket.activity, cast)
    ticket.refresh_from_db()
    assert ticket.withdrawn_at is not None
    with pytest.raises(ValidationError, match="withdrawn"):
        admit(ticket=ticket, actor=cast.ines)
    assert Ticket.objects.filter(withdrawn_at=None).get() == newer
    assert newer.code != ticket.code


def test_nobody_admits_themselves(cast, ticket):
    with pytest.raises(ValidationError, match="admits themselves"):
        admit(ticket=ticket, actor=cast.lena)


def test_a_ticket_needs_a_place_and_an_end_after_its_beginning(cast, ticket):
    with pytest.raises(ValidationError, match="Say where"):
        issue(ticket.enrolment, ticket.activity, cast, place=" ")
    with pytest.raises(ValidationError, match="end after"):
        issue(ticket.enrolment, ticket.activity, cast, closes_at=timezone.now() - 2 * HOUR)
