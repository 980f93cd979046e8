"""What a learner types about people never reaches the model, and comes back in the answer."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.test import Client

from labs.models import LabSession, LabTurn
from labs.sessions import log
from labs.sessions.services import take_act
from labs.workplace.engine.events import first_broken
from tests.cast import Cast
from tests.factories.labs import play, start_lab
from tests.labs.model_server import ModelServer, Reply, call, text
from tests.labs.sessions.test_streaming import listen

TYPED = "I am Lena Brandt, write to lena@example.org or call +31 20 794 60000. Lena"


def events(session: LabSession, kind: str) -> list[Any]:
    return [event for event in log.events_of(session) if event.type == kind]


def test_what_leaves_holds_marks_and_what_comes_back_holds_the_persons_own_words(
    cast: Cast, model: ModelServer
) -> None:
    model.chunks = [text("Noted, [[na"), text("me-1]]: [[mail-"), text("1]]. [[mail-9]] ["), text("1]")]
    session = start_lab(cast.lena)
    play(session, {"act": "say", "text": TYPED})
    sent = json.dumps(model.heard)
    assert [word for word in ("Lena", "Brandt", "lena@example.org", "794") if word in sent] == []
    assert model.heard[0]["messages"][-1]["content"] == (
        "I am [[name-1]], write to [[mail-1]] or call [[phone-1]]. [[name-2]]"
    )
    said = events(session, "msg.avatar")[-1]
    assert said.private["text"] == "Noted, Lena Brandt: lena@example.org. [[mail-9]] [1]"


def test_the_log_says_how_much_was_masked_and_never_what(cast: Cast, model: ModelServer) -> None:
    model.chunks = [text("Yes.")]
    session = start_lab(cast.lena)
    play(session, {"act": "say", "text": TYPED})
    noted = events(session, "guard.redacted")
    assert [(event.params["kind"], event.params["n"]) for event in noted] == [
        ("mail", 1),
        ("name", 2),
        ("phone", 1),
    ]
    assert [event.private for event in noted] == [{}, {}, {}]
    assert LabTurn.objects.get().masked_spans == 4
    assert first_broken(log.events_of(session)) is None


def test_what_was_said_earlier_is_masked_in_each_later_request(cast: Cast, model: ModelServer) -> None:
    model.chunks = [text("Dear [[name-1]].")]
    session = start_lab(cast.lena)
    play(session, {"act": "say", "text": TYPED}, {"act": "say", "text": "And now?"})
    assert "Lena" not in json.dumps(model.heard[1])
    assert events(session, "msg.avatar")[-1].private["text"] == "Dear Lena Brandt."


def test_arguments_of_a_tool_call_come_back_too_and_leave_masked_with_its_result(
    cast: Cast, model: ModelServer
) -> None:
    model.replies = [Reply([call("look_up", query="[[name-1]] on time")]), Reply([text("Nothing on it.")])]
    session = start_lab(cast.lena)
    play(session, {"act": "say", "text": "Lena Brandt asks"})
    again = model.heard[1]["messages"]
    assert [message["role"] for message in again[-2:]] == ["assistant", "tool"]
    assert again[-2]["tool_calls"][0]["function"]["arguments"] == '{"query": "[[name-1]] on time"}'
    assert "Brandt" not in json.dumps(model.heard)


def test_a_failed_model_was_sent_something_too_and_the_log_says_so(cast: Cast, model: ModelServer) -> None:
    model.status = 500
    session = start_lab(cast.lena)
    play(session, {"act": "say", "text": TYPED})
    assert [event.params["kind"] for event in events(session, "guard.redacted")] == ["mail", "name", "phone"]


def test_the_scripted_avatar_stays_in_the_process_and_masks_nothing(cast: Cast) -> None:
    session = start_lab(cast.lena)
    play(session, {"act": "say", "text": TYPED})
    assert events(session, "guard.redacted") == []


def test_no_log_line_holds_what_was_typed(
    cast: Cast, model: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    model.status = 500
    with caplog.at_level(logging.DEBUG):
        play(start_lab(cast.lena), {"act": "say", "text": TYPED})
    ours = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(("labs", "openai", "httpx"))
    ]
    assert [message for message in ours if "lena@example.org" in message] == []


@pytest.mark.django_db(transaction=True)
def test_a_live_stream_never_shows_half_a_mark(
    client: Client, cast: Cast, model: ModelServer, asgi_server: str
) -> None:
    model.chunks = [
        text("Dear "),
        0.15,
        text("[["),
        0.15,
        text("name-"),
        0.15,
        text("1]"),
        0.15,
        text("], hi."),
    ]
    client.force_login(cast.lena)
    session = start_lab(cast.lena)
    take_act(session=session, action={"act": "say", "text": TYPED}, key="k-12345678")
    heard = listen(asgi_server, client, session)
    words = [data["t"] for name, _id, data in heard.frames if name == "text"]
    assert heard.text == "Dear Lena Brandt, hi."
    assert [word for word in words if "[" in word] == []
