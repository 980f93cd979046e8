"""Replies as they are spoken, through a real ASGI server."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from django.test import Client
from django.urls import reverse

from labs.models import LabSession, LabTurn
from labs.sessions import log
from labs.sessions.models import TurnState
from labs.sessions.services import ask_to_stop, take_act
from labs.sessions.streaming import parse_event_id
from labs.sessions.turns import mark_stale_turns
from labs.workplace.engine.events import first_broken
from tests.cast import Cast
from tests.factories.labs import start_lab


@dataclass
class Heard:
    headers: dict[str, str] = field(default_factory=dict)
    frames: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(data["t"] for name, _id, data in self.frames if name == "text")

    @property
    def names(self) -> list[str]:
        return [name for name, _id, _data in self.frames]


def cookies(client: Client) -> dict[str, str]:
    return {name: morsel.value for name, morsel in client.cookies.items()}


def listen(
    server: str,
    client: Client,
    session: LabSession,
    *,
    leave_after: int = 0,
    last_id: str = "",
    **headers: str,
) -> Heard:
    """Everything a browser would hear; `leave_after` frames it goes away."""
    heard = Heard()
    url = server + reverse("labs:stream", args=[session.public_id])
    if last_id:
        headers["Last-Event-ID"] = last_id
    with (
        httpx2.Client(cookies=cookies(client), timeout=20, trust_env=False) as http,
        http.stream("GET", url, headers={"Accept-Encoding": "gzip", **headers}) as answer,
    ):
        heard.headers = dict(answer.headers)
        name, event_id = "", ""
        for line in answer.iter_lines():
            if line.startswith("id: "):
                event_id = line[4:]
            elif line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                heard.frames.append((name, event_id, json.loads(line[6:])))
                heard.times.append(time.monotonic())
                if leave_after and len(heard.frames) >= leave_after:
                    return heard
    return heard


def ask(session: LabSession) -> LabTurn:
    turn = take_act(session=session, action={"act": "ask", "intent": "ask_q2"}, key="key-00000001").turn
    assert turn is not None
    return turn


def said(session: LabSession) -> str:
    return [event for event in log.events_of(session) if event.type == "msg.avatar"][-1].private["text"]


@pytest.fixture
def lena(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lena)
    return client


def test_a_reply_is_heard_as_it_is_spoken(
    asgi_server: str, lena: Client, cast: Cast, slow_avatar: None
) -> None:
    session = start_lab(cast.lena)
    ask(session)
    heard = listen(asgi_server, lena, session)
    assert heard.text == said(session)
    assert heard.names[-1] == "turn"
    assert heard.frames[-1][2]["seq"] == LabSession.objects.get(pk=session.pk).last_seq
    gaps = [later - earlier for earlier, later in zip(heard.times, heard.times[1:], strict=False)]
    assert len(gaps) >= 3
    assert sorted(gaps)[len(gaps) // 2] > 0.08
    assert first_broken(log.events_of(session)) is None


def test_a_stream_is_never_compressed_buffered_or_cached(asgi_server: str, lena: Client, cast: Cast) -> None:
    session = start_lab(cast.lena)
    ask(session)
    headers = listen(asgi_server, lena, session).headers
    assert (headers["content-type"], headers["content-encoding"], headers["x-accel-buffering"]) == (
        "text/event-stream",
        "identity",
        "no",
    )
    assert "no-cache" in headers["cache-control"]


def test_a_lost_connection_goes_on_where_it_was_cut(
    asgi_server: str, lena: Client, cast: Cast, slow_avatar: None
) -> None:
    session = start_lab(cast.lena)
    turn = ask(session)
    first = listen(asgi_server, lena, session, leave_after=2)
    deadline = time.monotonic() + 8
    while LabTurn.objects.get(pk=turn.pk).lease and time.monotonic() < deadline:
        time.sleep(0.05)
    rest = listen(asgi_server, lena, session, last_id=first.frames[-1][1])
    assert first.text + rest.text == said(session)
    assert LabTurn.objects.get(pk=turn.pk).state == TurnState.DONE
    assert sum(event.type == "msg.avatar" for event in log.events_of(session)) == 2


def test_two_tabs_hear_the_same_reply_and_it_is_stored_once(
    asgi_server: str, lena: Client, cast: Cast, slow_avatar: None
) -> None:
    session = start_lab(cast.lena)
    ask(session)
    heard: list[Heard] = []
    tabs = [
        threading.Thread(target=lambda: heard.append(listen(asgi_server, lena, session))) for _ in range(2)
    ]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join(timeout=20)
    assert [one.names[-1] for one in heard] == ["turn", "turn"]
    assert said(session) in [one.text for one in heard]
    assert sum(event.type == "msg.avatar" for event in log.events_of(session)) == 2


@pytest.mark.parametrize("slow_avatar", [8], indirect=True)
def test_a_stopped_reply_keeps_what_was_heard(
    asgi_server: str, lena: Client, cast: Cast, slow_avatar: None
) -> None:
    session = start_lab(cast.lena)
    turn = ask(session)
    heard: list[Heard] = []
    tab = threading.Thread(target=lambda: heard.append(listen(asgi_server, lena, session)))
    tab.start()
    time.sleep(0.3)
    ask_to_stop(session=session)
    tab.join(timeout=20)
    turn.refresh_from_db()
    last = [event for event in log.events_of(session) if event.type == "msg.avatar"][-1]
    assert (turn.state, last.params["interrupted"], last.private["text"]) == (
        TurnState.STOPPED,
        "yes",
        heard[0].text.strip(),
    )


def test_a_turn_whose_speaker_died_is_marked_and_can_be_asked_again(cast: Cast, db: None) -> None:
    from datetime import timedelta

    from django.utils import timezone

    session = start_lab(cast.lena)
    turn = ask(session)
    LabTurn.objects.filter(pk=turn.pk).update(
        state=TurnState.SPEAKING,
        lease="gone",
        leased_until=timezone.now() - timedelta(minutes=1),
        text="It was a good",
    )
    assert mark_stale_turns() == 1
    turn.refresh_from_db()
    last = [event for event in log.events_of(session) if event.type == "msg.avatar"][-1]
    assert (turn.state, last.params["interrupted"], last.private["text"]) == (
        TurnState.INTERRUPTED,
        "yes",
        "It was a good",
    )
    assert take_act(session=session, action={"act": "ask", "intent": "ask_q2"}, key="key-00000002").turn


def test_a_stream_with_nothing_to_say_says_where_the_log_stands(
    asgi_server: str, lena: Client, cast: Cast
) -> None:
    session = start_lab(cast.lena)
    assert listen(asgi_server, lena, session).frames == [
        ("turn", str(session.last_seq), {"seq": session.last_seq})
    ]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("12.340", (12, 340)),
        ("12", (12, 0)),
        ("", (0, 0)),
        ("-1.5", (0, 0)),
        ("1e9", (0, 0)),
        ("9" * 40, (0, 0)),
        ("٣.٤", (0, 0)),
        ("1.x", (1, 0)),
    ],
)
def test_an_event_id_that_is_none_of_ours_asks_for_everything(given: str, read: tuple[int, int]) -> None:
    assert parse_event_id(given) == read
