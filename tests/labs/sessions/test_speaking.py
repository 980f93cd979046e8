"""Who speaks a turn: the model where one is set, the scripted avatar when it fails."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from labs.models import LabTurn
from labs.providers import registry
from labs.sessions import log
from labs.sessions.models import TurnState
from tests.cast import Cast
from tests.factories.labs import play, start_lab
from tests.labs.model_server import ModelServer, Reply, call, text


def last_said(session: Any) -> Any:
    return [event for event in log.events_of(session) if event.type == "msg.avatar"][-1]


def test_a_model_speaks_where_one_is_set(cast: Cast, model: ModelServer) -> None:
    model.chunks = [
        text("Deck v0.3 says "),
        text("97 %."),
        call("cite", doc="deck-v0.3"),
        call("claim", claim="ontime"),
    ]
    session = start_lab(cast.lena)
    play(session, {"act": "ask", "intent": "ask_q2"})
    said = last_said(session)
    assert (said.private["text"], said.params["engine"], said.params["cites"]) == (
        "Deck v0.3 says 97 %.",
        "model:small-1",
        ["deck-v0.3"],
    )
    assert LabTurn.objects.get().reply_tokens > 0


def test_the_model_gets_no_secret_and_no_scene_facts(cast: Cast, model: ModelServer) -> None:
    model.chunks = [text("Yes.")]
    session = start_lab(cast.lena)
    play(session, {"act": "say", "text": "Hello"})
    sent = json.dumps(model.heard[0])
    assert "readyroom" not in model.heard[0]
    assert (session.salt in sent, session.seed in sent, cast.lena.email in sent) == (False, False, False)


@pytest.mark.parametrize("status", [401, 404, 429, 500])
def test_the_scripted_avatar_takes_over_and_the_log_says_so(
    cast: Cast, model: ModelServer, status: int
) -> None:
    model.status = status
    session = start_lab(cast.lena)
    play(session, {"act": "ask", "intent": "ask_q2"})
    turn = LabTurn.objects.get()
    assert (last_said(session).params["engine"], turn.fell_back, turn.state) == (
        "scripted",
        True,
        TurnState.DONE,
    )
    assert "system.error" in {event.type for event in log.events_of(session)}


def test_the_learner_is_told_that_the_model_failed(client: Client, cast: Cast, model: ModelServer) -> None:
    model.status = 500
    session = start_lab(cast.lena)
    play(session, {"act": "ask", "intent": "ask_q2"})
    client.force_login(cast.lena)
    page = client.get(reverse("labs:session", args=[session.public_id])).content.decode()
    assert "The model did not answer. The scripted avatar went on." in page


def test_a_failed_endpoint_is_left_alone_for_a_while(cast: Cast, model: ModelServer) -> None:
    model.status = 500
    session = start_lab(cast.lena)
    play(session, {"act": "ask", "intent": "ask_q2"}, {"act": "ask", "intent": "ask_q2"})
    assert len(model.heard) == 1
    assert LabTurn.objects.filter(fell_back=True).count() == 1


def test_a_reply_that_breaks_off_is_replaced_as_a_whole(cast: Cast, model: ModelServer) -> None:
    model.chunks = [text("I was about to"), {"error": {"message": "out of memory"}}]
    session = start_lab(cast.lena)
    play(session, {"act": "ask", "intent": "ask_q2"})
    assert "I was about to" not in last_said(session).private["text"]


@pytest.mark.parametrize(
    "calls",
    [
        [call("transfer_money", to="x")],
        [call("cite", doc="../../etc/passwd")],
        [call("propose", proposal="no_such_card")],
        [call("claim", claim="x" * 500)],
    ],
)
def test_a_call_that_is_not_allowed_is_logged_and_does_nothing(
    cast: Cast, model: ModelServer, calls: list[dict[str, Any]]
) -> None:
    model.chunks = [text("Done."), *calls]
    session = start_lab(cast.lena)
    play(session, {"act": "ask", "intent": "ask_q2"})
    events = log.events_of(session)
    assert [event.params["caller"] for event in events if event.type == "tool.rejected"] == ["avatar"]
    assert "proposal.made" not in {event.type for event in events}


def test_the_registry_keeps_one_client_for_an_endpoint() -> None:
    assert registry.scripted_provider() is registry.scripted_provider()


def test_a_card_that_was_put_down_before_the_first_word_is_not_lost(cast: Cast, model: ModelServer) -> None:
    model.replies = [
        Reply([call("propose", proposal="draft_note")]),
        Reply([text("There is a draft for you.")]),
    ]
    session = start_lab(cast.lena)
    play(session, {"act": "ask", "intent": "ask_q2"})
    assert last_said(session).private["text"] == "There is a draft for you."
    assert [e.params["id"] for e in log.events_of(session) if e.type == "proposal.made"] == ["draft_note"]
    assert model.heard[1]["messages"][-1]["role"] == "tool"


def test_a_model_that_never_says_a_word_ends_its_turn_and_its_cards_stay(
    cast: Cast, model: ModelServer
) -> None:
    model.chunks = [call("propose", proposal="draft_note")]
    session = start_lab(cast.lena)
    play(session, {"act": "ask", "intent": "ask_q2"})
    turn = LabTurn.objects.get()
    assert (turn.state, len(model.heard)) == (TurnState.DONE, 3)
    assert last_said(session).private["text"] == "I have nothing to add in words."
    assert [e.params["id"] for e in log.events_of(session) if e.type == "proposal.made"] == ["draft_note"]
