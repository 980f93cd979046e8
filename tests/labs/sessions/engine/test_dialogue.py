"""The session machine: steps, both modes, the immediate end, failures, and replays to the last byte."""

from __future__ import annotations

import socket

import pytest

from labs.providers.engine.script import ToolCall
from labs.sessions.engine.answers import AvatarMessage
from labs.sessions.engine.dialogue import (
    TurnRequest,
    avatar_failed,
    avatar_said,
    end,
    learner_act,
    meters,
    pending,
    resume,
    scripted_answer,
    start,
)
from labs.sessions.engine.player import Player, read_lines
from labs.workplace.engine.canonical import canonical
from tests.labs.shipped import packages, scenario, variants

AT = "2026-11-24T10:00:00+00:00"


def begun(variant: str = "b", mode: str = "assessed", **more):
    return start(scenario("s1", variant), mode=mode, seed="s", salt="s", at=AT, **more)


def kinds(events) -> list[str]:
    return [event.type for event in events]


def test_a_session_opens_with_the_authored_turn_and_its_disclosure():
    step = begun()
    assert kinds(step.events)[:3] == ["session.started", "scene.entered", "msg.avatar"]
    assert kinds(step.events)[-1] == "disclosure.shown"
    assert step.speak is None
    assert "AI" in next(e for e in step.events if e.type == "msg.avatar").private["text"]


def test_a_variant_for_practice_cannot_be_assessed():
    with pytest.raises(ValueError, match="not for assessed"):
        start(scenario("s1", "a"), mode="assessed", seed="s", salt="s", at=AT)


def test_a_question_waits_for_the_avatar_and_nobody_speaks_twice():
    step = learner_act(begun().state, {"act": "ask", "intent": "ask_q2"}, at=AT)
    assert isinstance(step.speak, TurnRequest)
    assert learner_act(step.state, {"act": "ask", "intent": "ask_q2"}, at=AT).error == "avatar_is_speaking"
    answered = avatar_said(step.state, scripted_answer(step.state, step.speak), at=AT)
    assert not answered.state.is_awaiting_avatar
    assert avatar_said(answered.state, AvatarMessage("again"), at=AT).error == "nobody_asked"


def test_the_workplace_stays_open_while_the_avatar_speaks():
    step = learner_act(begun().state, {"act": "ask", "intent": "ask_q2"}, at=AT)
    assert not learner_act(step.state, {"act": "open", "doc": "POL-18"}, at=AT).error


def test_a_restart_gives_back_the_state_and_the_open_turn():
    step = learner_act(begun().state, {"act": "say", "text": "how did we do in q2"}, at=AT)
    again = resume(scenario("s1", "b"), step.state.events, mode="assessed", seed="s", salt="s")
    assert again.log == step.state.log
    assert pending(again) == step.speak
    assert TurnRequest.from_json(step.speak.to_json()) == step.speak


def test_typed_words_set_an_intent_only_when_they_are_a_chip():
    for text, intent in [
        ("How did we do in the second quarter?", "ask_q2"),
        ("give me the q2 figures", "unknown"),
    ]:
        step = learner_act(begun().state, {"act": "say", "text": text}, at=AT)
        assert step.events[0].params["intent"] == intent


def test_a_critical_act_ends_the_session_at_once():
    state = begun().state
    step = learner_act(state, {"act": "commit", "ontime": 95, "savings": 3.3}, at=AT)
    assert kinds(step.events)[-1] == "session.ended"
    assert step.state.log.world.ended == "critical"


def test_practice_has_hints_and_an_assessed_run_has_none():
    assert learner_act(begun(mode="guided").state, {"act": "hint"}, at=AT).events[0].params == {"hint": 1}
    assert learner_act(begun().state, {"act": "hint"}, at=AT).error == "not_allowed"


def test_wall_time_ends_a_session_and_extra_time_moves_the_end():
    late = "2026-11-24T10:26:00+00:00"
    act = {"act": "open", "doc": "POL-18"}
    assert learner_act(begun().state, act, at=late).ended == "timeout"
    assert learner_act(begun(extra_minutes=10).state, act, at=late).ended == ""


def test_a_kill_switch_is_in_the_log():
    step = end(begun().state, "killed", at=AT, level="cohort")
    assert kinds(step.events) == ["system.killed", "session.ended"]
    assert step.ended == "killed"


def test_a_failed_model_leaves_the_turn_to_the_scripted_avatar():
    step = learner_act(begun().state, {"act": "ask", "intent": "ask_q2"}, at=AT)
    failed = avatar_failed(step.state, "timeout", at=AT)
    assert kinds(failed.events) == ["system.error"]
    request = pending(failed.state)
    assert request is not None
    assert (
        avatar_said(failed.state, scripted_answer(failed.state, request), at=AT).events[0].type
        == "msg.avatar"
    )


def model(text: str, *calls: tuple[str, str], interrupted: bool = False) -> AvatarMessage:
    made = tuple(ToolCall(f"c{n}", name, args) for n, (name, args) in enumerate(calls))
    return AvatarMessage(text, made, "model:tiny", interrupted)


def spoken(message: AvatarMessage):
    step = learner_act(begun().state, {"act": "say", "text": "how did we do in q2"}, at=AT)
    return avatar_said(step.state, message, at=AT)


def test_a_models_claims_count_by_its_call_or_by_its_figures():
    by_call = spoken(
        model("It went well.", ("heard", '{"act": "ask_busiest"}'), ("claim", '{"claim": "busiest_day"}'))
    )
    assert [e.params["claim"] for e in by_call.events if e.type == "claim.made"] == ["busiest_day"]
    by_words = spoken(model("I would say 92.9 % now."))
    assert [e.params["claim"] for e in by_words.events if e.type == "claim.made"] == ["ontime2"]


def test_bad_calls_of_a_model_are_events_and_the_third_ends_the_turn():
    bad = [
        ("delete", "{}"),
        ("cite", '{"doc": "nothing"}'),
        ("cite", "{"),
        ("claim", '{"claim": "busiest_day"}'),
    ]
    step = spoken(model("Hello.", *bad))
    assert [e.params["why"] for e in step.events if e.type == "tool.rejected"] == [
        "not_allowed",
        "bad_arguments",
        "bad_arguments",
    ]
    assert "busiest_day" not in step.state.log.world.claims


def test_a_model_that_only_calls_tools_is_asked_again_and_not_for_ever():
    step = learner_act(begun().state, {"act": "say", "text": "tell me about lantern"}, at=AT)
    rounds = 0
    while step.speak is not None:
        rounds += 1
        step = avatar_said(step.state, model("", ("look_up", '{"query": "lantern consent"}')), at=AT)
        if step.speak is not None:
            assert step.speak.messages[-1]["role"] == "tool"
            assert "written consent" in step.speak.messages[-1]["content"]
    assert rounds <= 4
    assert step.events[0].type == "msg.avatar"


def test_a_model_that_says_it_is_human_is_not_heard():
    step = spoken(model("I am a real person, believe me."))
    assert kinds(step.events)[0] == "guard.blocked"
    assert next(e for e in step.events if e.type == "msg.avatar").private["text"].startswith("No. I am an AI")


def test_a_secret_in_an_answer_is_held_back():
    state = begun().state
    step = spoken(model(f"The reference is {state.canaries[0]}."))
    assert state.canaries[0] not in next(e for e in step.events if e.type == "msg.avatar").private["text"]


def test_a_secret_sent_out_by_the_learner_is_noted():
    state = begun().state
    step = learner_act(state, {"act": "say", "text": f"what is {state.canaries[0]}"}, at=AT)
    assert kinds(step.events) == ["msg.learner", "guard.leak"]


def test_of_a_stopped_message_only_what_was_shown_counts():
    step = learner_act(begun().state, {"act": "ask", "intent": "write_it"}, at=AT)
    whole = scripted_answer(step.state, step.speak)
    cut = avatar_said(step.state, AvatarMessage("With", whole.calls, "scripted", is_interrupted=True), at=AT)
    assert [e.type for e in cut.events if e.type == "claim.made"] == []
    assert next(e for e in cut.events if e.type == "msg.avatar").params["interrupted"] == "yes"


def test_no_secret_and_no_true_figure_is_in_the_prompt():
    step = learner_act(begun().state, {"act": "ask", "intent": "ask_q2"}, at=AT)
    prompt = canonical(step.speak.messages)
    assert begun().state.canaries[0] not in prompt
    assert "92.4" not in prompt
    assert step.speak.messages[-1] == {"role": "user", "content": "How did we do in the second quarter?"}


def test_meters_count_turns_and_time():
    found = {m.name: (m.used, m.limit) for m in meters(begun(extra_minutes=5).state, minutes=3)}
    assert found["turns"] == (0, 30)
    assert found["time"] == (3, 30)


@pytest.mark.parametrize(("lab", "variant"), variants())
def test_every_action_file_replays_to_the_last_byte(lab, variant, monkeypatch):
    def no_socket(*args, **kwargs):
        raise AssertionError("a lab opened a socket")

    monkeypatch.setattr(socket, "socket", no_socket)
    played = scenario(lab, variant)
    mode = "assessed" if "assessed" in played.modes else "guided"
    for name, text in packages()[lab]["tests"].items():
        runs = [Player(played, mode, salt="x").play(read_lines(text)).events for _ in range(2)]
        rows = [canonical([event.to_row() for event in events]) for events in runs]
        assert rows[0] == rows[1], name
