"""A learner plays lab S1 through the services."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError

from courses.api import get_activity_for
from labs.evaluation.services import score_session
from labs.models import LabEvent, LabSession, LabTurn
from labs.sessions import log
from labs.sessions.models import Mode, TurnState
from labs.sessions.replies import speak_now
from labs.sessions.services import kill_session, leave_session, start_session, take_act
from labs.sessions.switches import switch_off, switch_on
from labs.workplace.engine.events import first_broken
from labs.workplace.engine.render import render
from tests.cast import Cast
from tests.factories.labs import make_lab_activity, play, s1_package, start_lab


def golden(session: LabSession, name: str) -> None:
    """Play an action file of the lab in the session's variant."""
    variables = s1_package()["variants"][session.variant]["vars"]
    for line in s1_package()["tests"][f"{name}.jsonl"].splitlines():
        action = render(json.loads(line), variables)
        if session.variant in action.pop("in", [session.variant]):
            action.pop("id", None)
            play(session, action)


def test_the_avatar_speaks_first_and_says_that_it_is_an_ai(cast: Cast) -> None:
    session = start_lab(cast.lena)
    events = log.events_of(session)
    assert [event.type for event in events][:2] == ["session.started", "scene.entered"]
    assert "disclosure.shown" in {event.type for event in events}
    assert "AI" in next(event for event in events if event.type == "msg.avatar").private["text"]
    assert first_broken(events) is None


def test_a_question_is_answered_by_the_scripted_avatar(cast: Cast) -> None:
    session = start_lab(cast.lena)
    play(session, {"act": "ask", "intent": "ask_q2"})
    events = log.events_of(session)
    said = next(event for event in reversed(events) if event.type == "msg.avatar")
    assert (said.params["id"], said.params["engine"], bool(said.private["text"])) == (
        "ask_q2",
        "scripted",
        True,
    )
    turn = LabTurn.objects.get(session=session)
    assert (turn.state, turn.text, turn.lease) == (TurnState.DONE, "", "")
    assert first_broken(events) is None


@pytest.mark.parametrize(("name", "low", "high"), [("excellent", 9, 10), ("adequate", 7, 8), ("poor", 0, 6)])
def test_golden_acts_score_in_their_band(cast: Cast, name: str, low: int, high: int) -> None:
    session = start_lab(cast.lena, mode=Mode.ASSESSED)
    golden(session, name)
    evaluation = score_session(session_id=session.pk)
    assert evaluation is not None
    assert low <= evaluation.points <= high
    assert evaluation.passed is (low >= 7)


def test_the_same_key_does_an_act_once(cast: Cast) -> None:
    session = start_lab(cast.lena)
    first = take_act(session=session, action={"act": "ask", "intent": "ask_q2"}, key="key-00000001")
    again = take_act(session=session, action={"act": "ask", "intent": "ask_q2"}, key="key-00000001")
    assert (first.was_repeated, again.was_repeated) == (False, True)
    assert LabEvent.objects.filter(session=session, type="msg.learner").count() == 1


def test_a_second_question_waits_until_the_first_is_answered(cast: Cast) -> None:
    session = start_lab(cast.lena)
    take_act(session=session, action={"act": "ask", "intent": "ask_q2"}, key="key-00000001")
    with pytest.raises(ValidationError, match="still writing"):
        take_act(session=session, action={"act": "say", "text": "And?"}, key="key-00000002")
    speak_now(session=session)
    assert (
        take_act(session=session, action={"act": "say", "text": "And?"}, key="key-00000002").turn is not None
    )


def test_the_same_start_key_opens_one_session(cast: Cast) -> None:
    activity = make_lab_activity()
    first = start_lab(cast.lena, activity=activity)
    place = get_activity_for(cast.lena, activity.public_id, "lab")
    again = start_session(place=place, learner=cast.lena, mode=Mode.GUIDED, key=first.first_act_key)
    assert again == first


def test_a_lab_that_is_open_is_gone_on_with(cast: Cast) -> None:
    activity = make_lab_activity()
    assert start_lab(cast.lena, activity=activity) == start_lab(cast.lena, activity=activity)


def test_each_assessed_run_takes_another_variant(cast: Cast) -> None:
    activity = make_lab_activity()
    used = []
    for _ in range(2):
        session = start_lab(cast.lena, mode=Mode.ASSESSED, activity=activity)
        used.append(session.variant)
        leave_session(session=session)
    assert len(set(used)) == 2


def test_nobody_can_start_labs_without_end(cast: Cast) -> None:
    activity = make_lab_activity()
    for _ in range(20):
        leave_session(session=start_lab(cast.lena, activity=activity))
    with pytest.raises(ValidationError, match="within an hour"):
        start_lab(cast.lena, activity=activity)


def test_an_ended_lab_takes_no_act(cast: Cast) -> None:
    session = start_lab(cast.lena)
    leave_session(session=session)
    before = LabEvent.objects.filter(session=session).count()
    with pytest.raises(ValidationError) as caught:
        play(session, {"act": "ask", "intent": "ask_q2"})
    assert caught.value.code == "ended"
    assert LabEvent.objects.filter(session=session).count() == before


def test_a_stopped_lab_is_not_scored(cast: Cast) -> None:
    session = start_lab(cast.lena, mode=Mode.ASSESSED)
    kill_session(session=session, actor=cast.sam, reason="a fault in the content")
    assert score_session(session_id=session.pk) is None


def test_the_switch_stops_acts_and_lets_them_go_on(cast: Cast) -> None:
    session = start_lab(cast.lena)
    switch = switch_off(actor=cast.sam, reason="maintenance")
    with pytest.raises(ValidationError) as caught:
        play(session, {"act": "ask", "intent": "ask_q2"})
    assert caught.value.code == "switched_off"
    switch_on(switch=switch, actor=cast.sam)
    assert play(session, {"act": "ask", "intent": "ask_q2"}).refusal == ""


def test_opening_a_document_while_the_avatar_writes_leaves_its_turn_as_it_is(cast: Cast) -> None:
    session = start_lab(cast.lena)
    speak_now(session=session)
    asked = take_act(session=session, action={"act": "ask", "intent": "ask_q2"}, key="asks-first")
    opened = take_act(session=session, action={"act": "open", "doc": "mail-brief"}, key="opens-meanwhile")
    assert opened.refusal == ""
    assert opened.turn == asked.turn
    speak_now(session=session)
    assert log.events_of(session)[-1].type in {"msg.avatar", "claim.made", "scene.entered"}
    assert first_broken(log.events_of(session)) is None
