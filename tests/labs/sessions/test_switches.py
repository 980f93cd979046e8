"""Labs are switched off: what runs stops at once, nothing that a learner did or had left is lost."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from courses.models import Cohort
from labs.evaluation.tasks import sweep_sessions
from labs.models import LabSession, LabTurn
from labs.sessions import log
from labs.sessions.models import TurnState
from labs.sessions.services import kill_session, take_act
from labs.sessions.switches import switch_off, switch_on
from labs.workplace.engine.events import first_broken
from tests.cast import Cast
from tests.factories.courses import enrol_directly, make_cohort
from tests.factories.labs import make_lab_activity, play, start_lab
from tests.labs.sessions.test_streaming import listen

ASK = {"act": "ask", "intent": "ask_q2"}
START = datetime.fromisoformat("2026-03-02T09:00:00+00:00")


def in_cohort(cast: Cast) -> tuple[LabSession, Cohort]:
    activity = make_lab_activity()
    cohort = make_cohort(cast.north, activity.version, instructors=[cast.ines])
    enrol_directly(cast.lena, activity.version, cohort=cohort)
    return start_lab(cast.lena, activity=activity), cohort


def said(session: LabSession) -> Any:
    return [event for event in log.events_of(session) if event.type == "msg.avatar"][-1]


def hear_while(server: str, client: Client, session: LabSession, then: Any) -> tuple[list[str], str, float]:
    """Names of frames, the words heard, and how long the stream went on after `then` was done."""
    heard: list[Any] = []
    ear = threading.Thread(target=lambda: heard.append(listen(server, client, session)))
    ear.start()
    time.sleep(1.5)
    then()
    began = time.monotonic()
    ear.join(timeout=15)
    return heard[0].names, heard[0].text, time.monotonic() - began


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("slow_avatar", [4], indirect=True)
@pytest.mark.parametrize("scope", ["global", "cohort"])
def test_a_live_reply_stops_within_two_seconds_and_what_was_heard_stays(
    client: Client,
    cast: Cast,
    asgi_server: str,
    slow_avatar: None,
    scope: str,
) -> None:
    session, cohort = in_cohort(cast)
    client.force_login(cast.lena)
    take_act(session=session, action=ASK, key="k-12345678")
    names, heard, took = hear_while(
        asgi_server,
        client,
        session,
        lambda: switch_off(actor=cast.sam, reason="A fault.", cohort=cohort if scope == "cohort" else None),
    )
    turn = LabTurn.objects.get()
    assert (names[-1], turn.state, took < 2.5) == ("turn", TurnState.KILLED, True)
    kept = said(session)
    assert (kept.private["text"], kept.params["interrupted"]) == (heard.strip(), "yes")
    session.refresh_from_db()
    assert (session.is_open, first_broken(log.events_of(session))) == (True, None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("slow_avatar", [4], indirect=True)
def test_one_lab_is_stopped_in_mid_sentence_and_the_sentence_is_in_its_log(
    client: Client,
    cast: Cast,
    asgi_server: str,
    slow_avatar: None,
) -> None:
    session, _cohort = in_cohort(cast)
    client.force_login(cast.lena)
    take_act(session=session, action=ASK, key="k-12345678")
    names, heard, took = hear_while(
        asgi_server,
        client,
        session,
        lambda: kill_session(session=session, actor=cast.ines, reason="A fault."),
    )
    kept = said(session)
    assert (names[-1], LabTurn.objects.get().state, took < 2.5) == ("turn", TurnState.KILLED, True)
    assert (heard.startswith(kept.private["text"]), kept.private["text"] != "") == (True, True)
    assert [event.type for event in log.events_of(session)][-2:] == ["system.killed", "session.ended"]
    assert first_broken(log.events_of(session)) is None
    page = client.get(reverse("labs:session", args=[session.public_id]), follow=True).content.decode()
    assert ("This lab was stopped" in page, "A fault." in page) == (True, True)


def test_a_learner_reads_why_and_finds_the_typed_text_again(client: Client, cast: Cast) -> None:
    session, _cohort = in_cohort(cast)
    switch_off(actor=cast.sam, reason="We mend a figure until noon.")
    client.force_login(cast.lena)
    place = reverse("labs:session", args=[session.public_id])
    assert (
        "Labs are paused for everybody here: We mend a figure until noon."
        in client.get(place).content.decode()
    )
    sent = {"text": "My long question", "key": "k-12345678"}
    answer = client.post(reverse("labs:act", args=[session.public_id, "say"]), sent)
    page = answer.content.decode()
    assert (answer.status_code, ">My long question</textarea>" in page, LabTurn.objects.count()) == (
        409,
        True,
        0,
    )


def test_an_owed_reply_waits_for_the_end_of_the_pause(client: Client, cast: Cast) -> None:
    session, _cohort = in_cohort(cast)
    take_act(session=session, action=ASK, key="k-12345678")
    switch = switch_off(actor=cast.sam, reason="A fault.")
    client.force_login(cast.lena)
    client.post(reverse("labs:reply", args=[session.public_id]))
    page = client.get(reverse("labs:session", args=[session.public_id])).content.decode()
    assert (LabTurn.objects.get().state, "data-stream" in page) == (TurnState.PENDING, False)
    switch_on(switch=switch, actor=cast.sam)
    client.post(reverse("labs:reply", args=[session.public_id]))
    assert LabTurn.objects.get().state == TurnState.DONE


def test_another_cohort_goes_on(cast: Cast) -> None:
    session, _cohort = in_cohort(cast)
    other = make_cohort(cast.south, session.activity.version)
    switch_off(actor=cast.rui, reason="A fault.", cohort=other)
    play(session, ASK)
    assert LabTurn.objects.get().state == TurnState.DONE


def test_the_time_of_a_pause_is_given_back(cast: Cast) -> None:
    with time_machine.travel(START, tick=False) as clock:
        session, _cohort = in_cohort(cast)
        minutes = int((session.closes_at - session.started_at).total_seconds() // 60)
        clock.shift(timedelta(minutes=10))
        switch = switch_off(actor=cast.sam, reason="A fault.")
        clock.shift(timedelta(minutes=minutes))
        sweep_sessions()
        session.refresh_from_db()
        assert session.is_open
        switch_on(switch=switch, actor=cast.sam)
        switch_on(switch=switch, actor=cast.sam)
        session.refresh_from_db()
        assert (session.extra_minutes, session.closes_at) == (minutes, START + timedelta(minutes=2 * minutes))
        clock.shift(timedelta(minutes=minutes - 11))
        play(session, ASK)
        session.refresh_from_db()
        assert (session.is_open, session.turns_taken) == (True, 1)


def test_two_pauses_that_overlap_give_no_minute_twice(cast: Cast) -> None:
    with time_machine.travel(START, tick=False) as clock:
        session, cohort = in_cohort(cast)
        first = switch_off(actor=cast.sam, reason="All.")
        clock.shift(timedelta(minutes=5))
        second = switch_off(actor=cast.ines, reason="Ours.", cohort=cohort)
        clock.shift(timedelta(minutes=5))
        switch_on(switch=first, actor=cast.sam)
        clock.shift(timedelta(minutes=10))
        switch_on(switch=second, actor=cast.ines)
        session.refresh_from_db()
        assert session.extra_minutes == 20


def test_the_log_names_who_and_keeps_the_reason_apart(cast: Cast) -> None:
    _session, cohort = in_cohort(cast)
    switch_on(switch=switch_off(actor=cast.ines, reason="Mind Lena.", cohort=cohort), actor=cast.ines)
    made, lifted = AuditEntry.objects.filter(verb__startswith="lab_switch").order_by("pk")
    assert (made.actor, made.partner, made.detail, "Lena" in str(made.detail)) == (
        cast.ines,
        cast.north,
        {"is_global": False},
        False,
    )
    assert (lifted.detail["sessions"], made.happened_at <= timezone.now()) == (1, True)
