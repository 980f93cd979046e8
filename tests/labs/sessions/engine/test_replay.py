"""A stored session comes out the same when it is played again, and a changed one does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from labs.sessions.engine.player import Player, read_lines
from labs.sessions.engine.replay import replay
from labs.workplace.engine.events import Event
from tests.labs.shipped import packages, scenario, variants

SKIPPED = ("click-everything",)  # its acts cost other minutes than the page would charge


@pytest.mark.parametrize(("lab", "variant"), [v for v in variants() if v[1] in ("b", "c")])
def test_every_stored_session_replays_from_its_own_events(lab, variant):
    played = scenario(lab, variant)
    mode = "assessed" if "assessed" in played.modes else "guided"
    for name, text in packages()[lab]["tests"].items():
        if name.removesuffix(".jsonl") in SKIPPED:
            continue
        events = Player(played, mode, seed="s", salt="x").play(read_lines(text)).events
        stored = [Event.from_row(e.to_row()) for e in events]
        assert replay(played, stored, mode=mode, seed="s", salt="x") is None, name


def test_a_refused_call_and_typed_words_replay_too():
    player = Player(scenario("s1", "b"), "assessed", seed="s", salt="x")
    lines = [
        {"act": "say", "text": "how did we do in q2?"},
        {"act": "open"},
        {"act": "note", "ontime": 92.4, "text": "so far"},
    ]
    events = player.play(lines).events
    assert replay(scenario("s1", "b"), events, mode="assessed", seed="s", salt="x") is None


def test_a_changed_answer_shows_at_its_place():
    played = scenario("s1", "b")
    events = list(
        Player(played, "assessed", seed="s", salt="x").play([{"act": "ask", "intent": "ask_q2"}]).events
    )
    place = next(n for n, e in enumerate(events) if e.type == "msg.avatar" and e.params["id"] == "ask_q2")
    events[place] = replace(events[place], private={"text": "All is well."})
    assert replay(played, events, mode="assessed", seed="s", salt="x") == place + 1
