"""How long a learner has in a lab: everybody's limit, their own extra time, and the dates of their course."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import ActivityDates
from courses.quizzes.services.sittings import set_extra_time
from labs.models import LabSession
from labs.sessions import log
from labs.sessions.forks import fork_session
from labs.sessions.services import leave_session
from labs.sessions.timing import lengthen_sessions
from tests.cast import Cast
from tests.factories.courses import enrol_directly
from tests.factories.labs import make_lab_activity, play, start_lab

ASK = {"act": "ask", "intent": "ask_q2"}


def limit(session: LabSession) -> int:
    return log.scenario_of(session).time_limit_min


def give(cast: Cast, percent: int) -> None:
    set_extra_time(learner=cast.lena, extra_percent=percent, until=None, actor=cast.ines)


def lasts(session: LabSession) -> timedelta:
    session.refresh_from_db()
    return session.closes_at - session.started_at


def test_extra_time_holds_in_a_lab_that_is_started_afterwards(cast: Cast) -> None:
    give(cast, 50)
    session = start_lab(cast.lena)
    more = -(-limit(session) // 2)
    assert (session.granted_minutes, lasts(session)) == (more, timedelta(minutes=limit(session) + more))


def test_extra_time_reaches_a_lab_that_is_under_way_and_is_never_taken_back(cast: Cast) -> None:
    session, other = start_lab(cast.lena), start_lab(cast.omar)
    give(cast, 100)
    assert lasts(session) == timedelta(minutes=2 * limit(session))
    give(cast, 100)
    lengthen_sessions(cast.lena.pk, 25)
    give(cast, 0)
    assert lasts(session) == timedelta(minutes=2 * limit(session))
    assert lasts(other) == timedelta(minutes=limit(other))


def test_an_act_in_the_extra_time_counts(cast: Cast) -> None:
    session = start_lab(cast.lena)
    give(cast, 100)
    with time_machine.travel(timezone.now() + timedelta(minutes=limit(session) + 1)):
        play(session, ASK)
    session.refresh_from_db()
    assert (session.is_open, session.turns_taken or session.last_seq > 3) == (True, True)


def test_a_lab_whose_time_was_over_is_not_opened_again(cast: Cast) -> None:
    session = start_lab(cast.lena)
    with time_machine.travel(timezone.now() + timedelta(minutes=limit(session) + 1)):
        give(cast, 100)
    assert lasts(session) == timedelta(minutes=limit(session))


def test_a_retry_has_the_extra_time_too(cast: Cast) -> None:
    give(cast, 50)
    session = start_lab(cast.lena)
    play(session, ASK)
    seq = next(event.seq for event in log.events_of(session) if event.type == "msg.learner")
    leave_session(session=session)
    fork = fork_session(session=session, learner=cast.lena, seq=seq, key="again")
    assert lasts(fork) == lasts(session)


def test_the_learner_reads_what_all_have_and_what_they_have_more(client: Client, cast: Cast) -> None:
    give(cast, 50)
    session = start_lab(cast.lena)
    client.force_login(cast.lena)
    base, more = limit(session), session.granted_minutes
    brief = client.get(reverse("labs:lab", args=[session.activity.public_id])).content.decode()
    assert f"{base} minutes, and {more} more by your extra time." in brief
    room = client.get(reverse("labs:session", args=[session.public_id])).content.decode()
    assert f"0 of {base + more} min ({base} + {more})" in room


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [(1, None, "This lab opens for you on"), (None, -1, "This lab closed for you on")],
)
def test_outside_its_dates_a_lab_is_not_started_and_the_page_says_when(
    client: Client, cast: Cast, opens: int | None, closes: int | None, words: str
) -> None:
    activity = make_lab_activity()
    enrolment = enrol_directly(cast.lena, activity.version)
    now, day = timezone.now(), timedelta(days=1)
    ActivityDates.objects.create(
        activity=activity,
        enrolment=enrolment,
        opens_at=now + opens * day if opens else None,
        closes_at=now + closes * day if closes else None,
    )
    client.force_login(cast.lena)
    page = client.get(reverse("labs:lab", args=[activity.public_id])).content.decode()
    assert words in page
    sent = client.post(reverse("labs:start", args=[activity.public_id]), {"mode": "guided", "key": "a" * 32})
    assert (sent.status_code, "This lab is not open for you now." in sent.content.decode()) == (422, True)
    assert not LabSession.objects.exists()


def test_a_lab_ends_when_it_closes_for_the_learner(cast: Cast) -> None:
    activity = make_lab_activity()
    enrolment = enrol_directly(cast.lena, activity.version)
    soon = timezone.now() + timedelta(minutes=3)
    ActivityDates.objects.create(activity=activity, enrolment=enrolment, closes_at=soon)
    session = start_lab(cast.lena, activity=activity)
    assert session.closes_at == soon
    give(cast, 100)
    session.refresh_from_db()
    assert session.closes_at == soon
