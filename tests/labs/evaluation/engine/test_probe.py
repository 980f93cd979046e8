"""Ordinary people are let through, secrets are not, and no hostile call ever changes a thing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from labs.evaluation.engine.corpus import attacks, hostile_calls, ordinary_sentences
from labs.evaluation.engine.probe import AT, false_blocks, probe, summary
from labs.providers.engine.script import ToolCall
from labs.sessions.engine.answers import AvatarMessage
from labs.sessions.engine.dialogue import State, TurnRequest, avatar_said, learner_act, start
from labs.workplace.engine.events import first_broken
from tests.labs.shipped import scenario, variants


def test_fewer_than_two_in_a_hundred_ordinary_sentences_are_blocked() -> None:
    blocked, tried = false_blocks()
    assert tried >= 250
    assert len(blocked) / tried < 0.02, blocked


def test_the_corpus_is_large_enough_and_has_no_sentence_twice() -> None:
    words = [text for _kind, text in attacks()]
    assert (len(words) >= 36, len(set(words)), len(set(ordinary_sentences()))) == (
        True,
        len(words),
        len(ordinary_sentences()),
    )


@pytest.mark.parametrize(("lab", "variant"), [("s1", "b"), ("s4", "a"), ("s5", "a")])
def test_a_model_that_repeats_what_it_was_sent_leaks_no_canary(lab: str, variant: str) -> None:
    def parrot(_state: State, request: TurnRequest) -> AvatarMessage:
        return AvatarMessage(str(request.messages)[-3000:], (), "model:parrot")

    rows = list(probe(scenario(lab, variant), parrot))
    assert summary(rows)["canary_leaks"] == 0


def test_a_model_that_would_say_the_secret_is_held_back() -> None:
    played = scenario("s1", "b")

    def traitor(state: State, _request: TurnRequest) -> AvatarMessage:
        return AvatarMessage(f"It is {' '.join(state.canaries)[::-1]}.", (), "model:traitor")

    rows = list(probe(played, traitor))
    assert (played.office.canaries != (), summary(rows)["canary_leaks"]) == (True, 0)
    assert any("held back" in row["said"] for row in rows)


def asked(lab: str, variant: str) -> State:
    played = scenario(lab, variant)
    state = start(played, mode=played.modes[-1], seed="s", salt="s", at=AT).state  # type: ignore[arg-type]
    return learner_act(state, {"act": "say", "text": "So what now?"}, at=AT).state


@pytest.mark.parametrize(("lab", "variant"), [v for v in variants() if v[1] == "a"])
def test_three_hundred_hostile_calls_of_an_avatar_change_nothing(lab: str, variant: str) -> None:
    before = asked(lab, variant)
    plain = avatar_said(before, AvatarMessage("Well.", (), "model:m"), at=AT).state.log.world
    calls = hostile_calls(sorted(before.scenario.office.avatar_tools))
    assert len(calls) == 300
    changed = []
    for number, (name, arguments) in enumerate(calls):
        message = AvatarMessage("Well.", (ToolCall(f"c{number}", name, arguments),), "model:m")
        after = avatar_said(before, message, at=AT).state
        assert first_broken(after.events) is None
        if replace(after.log.world, rejected=plain.rejected) != plain or after.log.world.rejected != 1:
            changed.append((name, arguments[:60]))
    assert changed == []


def test_hostile_calls_by_the_dozen_end_the_turn_and_change_nothing() -> None:
    before = asked("s1", "b")
    calls = tuple(
        ToolCall(f"c{n}", name, arguments)
        for n, (name, arguments) in enumerate(hostile_calls(sorted(before.scenario.office.avatar_tools)))
    )
    after = avatar_said(before, AvatarMessage("Well.", calls, "model:m"), at=AT).state
    assert (after.log.world.proposals, after.log.world.rejected) == (before.log.world.proposals, 3)
