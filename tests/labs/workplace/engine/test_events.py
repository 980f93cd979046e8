"""The event table, the chain and the fold: what is kept, and what an edit shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.sessions.engine.player import Player, read_lines
from labs.workplace.engine.canonical import canonical, plain
from labs.workplace.engine.events import EVENTS, Draft, Event, draft_error, first_broken, seal
from labs.workplace.engine.world import World, apply, fold
from tests.labs.shipped import packages, scenario


def played(name: str = "excellent", variant: str = "b"):
    lines = read_lines(packages()["s1"]["tests"][f"{name}.jsonl"])
    return Player(scenario("s1", variant), salt="salt").play(lines)


def test_a_stored_row_gives_back_an_equal_event():
    for event in played().events:
        assert Event.from_row(event.to_row()) == event


def test_a_whole_session_has_an_unbroken_chain():
    assert first_broken(played().events) is None


@pytest.mark.parametrize("field", ["clock", "ts", "type", "params", "state_hash", "prev_hash"])
def test_any_later_edit_shows(field):
    events = list(played().events)
    changed = {"clock": 1, "ts": "x", "type": "doc.open", "params": {"how": "left"}}.get(field, "f" * 64)
    events[4] = replace(events[4], **{field: changed})
    assert first_broken(events) == 5


def test_an_event_taken_out_shows():
    events = list(played().events)
    del events[6]
    assert first_broken(events) is not None


def test_erasing_what_a_person_wrote_keeps_the_chain_whole():
    erased = [event.without_private() for event in played().events]
    assert first_broken(erased) is None
    assert not any(event.private for event in erased)


def test_private_text_is_in_no_hash_but_its_salted_digest_is():
    draft = Draft("learner", "msg.learner", {"intent": "unknown"}, {"text": "my name is Lena"})
    one, two = (seal(draft, seq=1, clock=0, ts="", prev_hash="0" * 64, salt=salt) for salt in ("a", "b"))
    assert "Lena" not in canonical(dict(one.params))
    assert one.params["text_digest"] != two.params["text_digest"]
    assert one.hash != two.hash


def test_the_world_is_the_fold_of_its_events():
    state = played()
    again = fold(state.scenario.office, "salt", state.events)
    assert again.world == state.log.world
    world = World(clock=state.scenario.office.start)
    for event in state.events:
        world = apply(world, event)
        assert world.state_hash == event.state_hash


@pytest.mark.parametrize(
    ("draft", "problem"),
    [
        (Draft("learner", "doc.opened", {}), "unknown event doc.opened"),
        (Draft("avatar", "decision.commit", {}), "avatar cannot cause decision.commit"),
        (Draft("learner", "claim.flag", {"claim": "a", "colour": 1}), "claim.flag has no colour"),
        (Draft("learner", "claim.flag", {"claim": "a"}, {"text": "x"}), "claim.flag has no text"),
    ],
)
def test_what_is_not_in_the_table_is_no_event(draft, problem):
    assert draft_error(draft) == problem
    with pytest.raises(ValueError, match=problem):
        seal(draft, seq=1, clock=0, ts="", prev_hash="", salt="")


def test_every_avatar_event_is_one_an_avatar_may_cause():
    assert sorted(kind for kind, row in EVENTS.items() if "avatar" in row.by) == [
        "claim.made",
        "msg.avatar",
        "proposal.made",
    ]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(VALUES)
def test_the_canonical_form_is_a_fixed_point(value):
    assert canonical(plain(value)) == canonical(value)


def test_whole_floats_and_ints_are_one_number():
    assert canonical({"a": 97.0}) == canonical({"a": 97})


def test_what_has_no_canonical_form_is_refused():
    with pytest.raises(TypeError):
        canonical(object())
    with pytest.raises(ValueError):
        canonical({"a": float("nan")})
