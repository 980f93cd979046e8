"""The tools of the office: what each does, what each refuses, and that hostile calls change nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.sessions.engine.dialogue import learner_act, start
from labs.workplace.engine.tools import run_tool, tool_schema
from labs.workplace.engine.tools.schemas import ARGUMENTS
from tests.labs.shipped import scenario

AT = "2026-11-24T10:00:00+00:00"


def session(variant: str = "b"):
    return start(scenario("s1", variant), mode="assessed", seed="s", salt="s", at=AT).state


def after(*actions: dict, state=None):
    state = state or session()
    for action in actions:
        step = learner_act(state, action, at=AT)
        assert not step.error, (action, step.error, step.problems)
        state = step.state
    return state


def error(state, **action) -> str:
    return learner_act(state, action, at=AT).error


def kinds(state) -> list[str]:
    return [event.type for event in state.events]


def test_reading_a_page_costs_lab_time_and_shows_its_text():
    state = session()
    step = learner_act(state, {"act": "open", "doc": "SLA-Q2-final"}, at=AT)
    assert "3998" not in step.result["text"]
    assert "| **6** | **Q2** | **52,600** | | **92.4** |" in step.result["text"]
    assert step.state.log.world.clock == state.log.world.clock + 2


def test_a_planted_token_is_the_sessions_own():
    state = session()
    text = learner_act(state, {"act": "open", "doc": "SAV-31"}, at=AT).result["text"]
    other = start(scenario("s1", "b"), mode="assessed", seed="s", salt="t", at=AT).state
    assert state.canaries[0] in text
    assert state.canaries != other.canaries


def test_only_claims_that_were_made_can_be_flagged():
    assert error(session(), act="flag", claim="busiest_day", reason="wrong") == "claim_not_made"
    assert kinds(after({"act": "flag", "claim": "ontime", "reason": "wrong"}))[-1] == "claim.flag"


def test_a_claim_is_verified_against_an_opened_source_only():
    state = session()
    wanted = {"act": "verify", "claim": "ontime", "source": "SLA-Q2-final", "result": "differs"}
    assert learner_act(state, wanted, at=AT).error == "source_not_opened"
    assert kinds(after({"act": "open", "doc": "SLA-Q2-final"}, wanted))[-1] == "claim.verify"


def test_a_report_names_only_claims_that_were_made():
    assert error(session(), act="report", type="AIC", refs=["late"]) == "claim_not_made"


def test_an_act_can_be_taken_back_once_and_a_call_never():
    state = after({"act": "flag", "claim": "ontime", "reason": "wrong"})
    flag = state.events[-1].seq
    state = after({"act": "undo", "of": flag}, state=state)
    assert state.log.world.undone == {flag}
    assert error(state, act="undo", of=flag) == "nothing_to_undo"
    state = after({"act": "contact", "to": "Priya", "channel": "call"}, state=state)
    called = next(e.seq for e in state.events if e.type == "contact.human")
    assert error(state, act="undo", of=called) == "nothing_to_undo"


def test_a_person_who_is_called_answers_in_their_own_words():
    step = learner_act(session(), {"act": "contact", "to": "Yusuf", "channel": "call"}, at=AT)
    assert [e.type for e in step.events] == ["contact.human", "msg.person"]
    assert step.result["say"] in scenario("s1", "b").people["Yusuf"].answers[0].say


def test_an_avatars_write_is_a_card_and_nothing_happens_until_the_learner_decides():
    from labs.sessions.engine.player import Player

    player = Player(scenario("s1", "b"))
    state = player.settle(learner_act(session(), {"act": "ask", "intent": "write_it"}, at=AT))
    assert state.log.world.proposals == {"draft_note": "open"}
    assert state.log.world.note == {}
    state = after({"act": "decide", "proposal": "draft_note", "decision": "approve"}, state=state)
    assert state.log.world.note["ontime"] == 95
    assert error(state, act="decide", proposal="draft_note", decision="reject") == "already_decided"
    assert error(state, act="decide", proposal="rosy_note", decision="reject") == "no_such_proposal"


def test_the_commit_takes_what_the_note_holds_and_the_line_wins():
    state = after(
        {"act": "note", "ontime": 92.4, "savings": 5.1, "refs": ["SLA-Q2-final"]},
        {"act": "commit", "savings": 3.3},
    )
    commit = next(e for e in state.events if e.type == "decision.commit")
    assert (commit.params["ontime"], commit.params["savings"], commit.params["option"]) == (
        92.4,
        3.3,
        "publish",
    )
    assert state.log.world.ended == "committed"
    assert error(state, act="flag", claim="ontime", reason="wrong") == "session_over"


def test_the_deadline_ends_the_session_and_the_late_act_does_not_count():
    state = after({"act": "wait", "minutes": 54})
    step = learner_act(state, {"act": "open", "doc": "SLA-Q2-final"}, at=AT)
    assert [e.type for e in step.events] == ["session.ended"]
    assert step.state.log.world.ended == "timeout"


HOSTILE = [
    {},
    [],
    None,
    7,
    "open",
    {"act": None},
    {"act": 5},
    {"act": "__class__"},
    {"act": "open"},
    {"act": "open", "doc": "../../etc/passwd"},
    {"act": "open", "doc": "SLA-Q2-final", "page": 10**30},
    {"act": "open", "doc": "SLA-Q2-final", "page": "1"},
    {"act": "open", "doc": "SLA-Q2-final", "page": 1.5},
    {"act": "open", "doc": "SLA-Q2-final", "page": 99},
    {"act": "open", "doc": ["SLA-Q2-final"]},
    {"act": "open", "doc": "SLA-Q2-final", "minutes": -100},
    {"act": "flag", "claim": "ontime", "reason": "because"},
    {"act": "flag", "claim": {"$ne": 1}, "reason": "wrong"},
    {"act": "calc", "field": "late_orders", "value": float("nan")},
    {"act": "calc", "field": "late_orders", "value": float("inf")},
    {"act": "calc", "field": "late_orders", "value": 10**400},
    {"act": "calc", "field": "late_orders", "value": "3998"},
    {"act": "calc", "field": "late_orders", "value": True},
    {"act": "commit", "option": "burn"},
    {"act": "commit", "refs": ["SLA-Q2-final"] * 3},
    {"act": "commit", "refs": "SLA-Q2-final"},
    {"act": "commit", "owner": "me"},
    {"act": "note", "text": "x" * 5000},
    {"act": "note", "words": 1},
    {"act": "undo", "of": 0},
    {"act": "undo", "of": 1},
    {"act": "undo", "of": "all"},
    {"act": "wait", "minutes": -5},
    {"act": "wait", "minutes": 100000},
    {"act": "report", "type": "AIC", "refs": [None]},
    {"act": "submit", "type": "payment"},
    {"act": "paste", "class": "Red"},
    {"act": "heard", "reply": 0},
    {"act": "propose", "proposal": "draft_note"},
    {"act": "hint"},
    {"act": "ask", "intent": "unknown"},
    {"act": "ask", "intent": "first_turn"},
    {"act": "say", "text": ""},
    {"act": "say", "text": "\u200b\u200b"},
    {"act": "say", "text": "x" * 2001},
    {"act": "say", "text": None},
    {"act": "contact", "to": "nobody"},
    {"act": "mail", "to": "Priya"},
    {"act": "escalate", "to": "Ilse"},
    {"act": "decide", "proposal": "draft_note", "decision": "approve"},
]


def outside(world):
    """The world without the count of rejected calls."""
    return replace(world, rejected=0)


@pytest.mark.parametrize("action", HOSTILE, ids=lambda a: json.dumps(a, default=str)[:60])
def test_a_malformed_or_hostile_call_changes_nothing(action):
    state = session()
    step = learner_act(state, action, at=AT)
    assert step.error
    assert outside(step.state.log.world) == outside(state.log.world)
    assert {e.type for e in step.events} <= {"tool.rejected"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
WORDS = [
    "doc",
    "claim",
    "reason",
    "value",
    "field",
    "to",
    "type",
    "refs",
    "of",
    "minutes",
    "text",
    "option",
    "proposal",
]


@settings(max_examples=300, deadline=None)
@given(
    act=st.sampled_from([*ARGUMENTS, "delete", ""]),
    args=st.dictionaries(st.sampled_from(WORDS), JSON, min_size=1, max_size=4),
)
def test_three_hundred_generated_calls_either_fit_a_schema_or_change_nothing(act, args):
    state = session()
    step = learner_act(state, {"act": act, **args}, at=AT)
    if step.error:
        assert outside(step.state.log.world) == outside(state.log.world)
    else:
        assert act in state.scenario.office.learner_tools


def test_rejected_calls_have_a_budget_and_then_leave_no_trace():
    state = session()
    for _ in range(20):
        state = learner_act(state, {"act": "open"}, at=AT).state
    assert state.log.world.rejected == 10
    assert kinds(state).count("tool.rejected") == 10
    assert kinds(state).count("budget.exhausted") == 1


def test_the_log_has_an_end_even_for_acts_that_cost_nothing():
    state = session()
    for number in range(600):
        state = learner_act(state, {"act": "flag", "claim": "ontime", "reason": "wrong"}, at=AT).state
        if number > 490:
            break
    assert error(state, act="flag", claim="ontime", reason="wrong") == "too_many_events"
    assert len(state.events) == 500
    assert not error(state, act="commit", option="withhold")


def test_every_schema_is_valid_2020_12_and_closed():
    from jsonschema import Draft202012Validator

    log = session().log
    for tool in ARGUMENTS:
        schema = tool_schema(log, tool)
        Draft202012Validator.check_schema(schema)
        assert schema["additionalProperties"] is False


def test_a_tool_is_pure():
    log = session().log
    one, two = (run_tool(log, "open", {"doc": "SLA-Q2-final"}, ts=AT) for _ in range(2))
    assert one == two
    assert len(log.events) == len(session().log.events)
