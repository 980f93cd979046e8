"""What a learner reads after a run."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.api import get_activity_for
from courses.models import Mark
from labs.api import labs_of, play_run
from labs.evaluation.services import score_session
from labs.models import Evaluation, LabSession
from labs.sessions.models import Mode
from labs.sessions.services import leave_session, rate_oneself
from tests.cast import Cast
from tests.factories.courses import enrol_directly
from tests.factories.labs import make_lab_activity, play, start_lab


def played(cast: Cast, conduct: str, mode: Mode = Mode.ASSESSED) -> Evaluation:
    activity = make_lab_activity()
    enrol_directly(cast.lena, activity.version)
    place = get_activity_for(cast.lena, activity.public_id, "lab")
    made = play_run(
        place=place, learner=cast.lena, mode=mode, conduct=conduct, key=f"run-{conduct}", self_rating=8
    )
    assert made is not None
    return made


def debrief(client: Client, session: LabSession) -> str:
    return client.get(reverse("labs:debrief", args=[session.public_id])).content.decode()


def test_a_good_run_is_told_with_its_evidence(client: Client, cast: Cast) -> None:
    evaluation = played(cast, "excellent")
    client.force_login(cast.lena)
    page = debrief(client, evaluation.session)
    assert f"You passed with {evaluation.points} of 10 points." in page
    for criterion in evaluation.criteria:
        assert criterion["title"] in page
        assert all(f'id="e-{seq}"' in page for seq in criterion["evidence"])


def test_a_critical_act_is_named_first(client: Client, cast: Cast) -> None:
    evaluation = played(cast, "critical")
    client.force_login(cast.lena)
    assert "A critical act fails the run, whatever the points." in debrief(client, evaluation.session)


def test_a_critical_act_leads_to_its_debrief_at_once(client: Client, cast: Cast) -> None:
    session = start_lab(cast.lena, mode=Mode.ASSESSED, activity=make_lab_activity("s6"))
    play(session, {"act": "ask", "intent": "take_call"}, {"act": "submit", "type": "payment"})
    client.force_login(cast.lena)
    page = debrief(client, session)
    assert "A critical act fails the run" in page
    assert "You expected" not in page


def test_a_lab_without_points_tells_of_its_objectives(client: Client, cast: Cast) -> None:
    session = start_lab(cast.lena, activity=make_lab_activity("l0"))
    cards = [{"act": "open", "doc": f"card-{name}"} for name in ("ilse", "tomas", "ruvi", "hanneke")]
    play(session, *cards, {"act": "commit", "option": "done"})
    client.force_login(cast.lena)
    page = debrief(client, session)
    assert "You met 1 of 5 objectives. Next: Three dates right." in page
    assert "of 10 points" not in page


def test_a_caller_and_a_colleague_do_not_look_like_the_avatar(client: Client, cast: Cast) -> None:
    session = start_lab(cast.lena, mode=Mode.ASSESSED, activity=make_lab_activity("s6"))
    call = {"act": "contact", "to": "Yusuf", "channel": "call", "number_source": "directory"}
    play(session, {"act": "ask", "intent": "take_call"}, call)
    client.force_login(cast.lena)
    page = client.get(reverse("labs:session", args=[session.public_id])).content.decode()
    caller = page.split('class="msg msg-caller"')[1].split("</article>")[0]
    assert "Not identified" in caller
    assert "ai-badge" not in caller
    assert "Yusuf Drăgan" in page.split('class="msg msg-them"')[1].split("</article>")[0]
    assert 'class="lab lab-call"' in page
    play(session, {"act": "submit", "type": "hang_up"})
    assert (
        "The call has ended."
        in client.get(reverse("labs:session", args=[session.public_id])).content.decode()
    )


def test_what_was_expected_stands_beside_what_was_reached(client: Client, cast: Cast) -> None:
    evaluation = played(cast, "poor")
    client.force_login(cast.lena)
    page = debrief(client, evaluation.session)
    assert "You expected" in page
    assert page.split("You expected")[1].split("</dd>")[0].count("8") == 1


def test_practice_writes_no_mark_and_offers_no_appeal(client: Client, cast: Cast) -> None:
    evaluation = played(cast, "excellent", Mode.GUIDED)
    client.force_login(cast.lena)
    assert Mark.objects.count() == 0
    assert "Appeal to a person" not in debrief(client, evaluation.session)


def test_an_export_marks_what_an_ai_said(client: Client, cast: Cast) -> None:
    evaluation = played(cast, "adequate")
    client.force_login(cast.lena)
    told = client.get(reverse("labs:export", args=[evaluation.session.public_id])).json()
    spoken = [event for event in told["events"] if event["actor"] == "avatar"]
    assert {event["generator"] for event in spoken} == {"scripted"}
    assert "made by an AI" in told["disclosure"]


def test_a_lab_that_was_left_can_still_be_scored(client: Client, cast: Cast) -> None:
    session = start_lab(cast.lena, mode=Mode.ASSESSED)
    leave_session(session=session)
    client.force_login(cast.lena)
    page = client.post(
        reverse("labs:rate", args=[session.public_id]), {"rating": "0"}, follow=True
    ).content.decode()
    assert "You reached 0 of 10 points; 7 are needed." in page


def test_an_appeal_without_words_keeps_the_page(client: Client, cast: Cast) -> None:
    evaluation = played(cast, "poor")
    client.force_login(cast.lena)
    answer = client.post(reverse("labs:appeal", args=[evaluation.session.public_id]), {"text": " "})
    assert (answer.status_code, "Write what should be looked at again." in answer.content.decode()) == (
        422,
        True,
    )


def test_the_cards_say_how_each_run_stands(cast: Cast) -> None:
    evaluation = played(cast, "excellent")
    start_lab(cast.lena, mode=Mode.GUIDED, activity=evaluation.session.activity)
    assert [(card.state, card.score) for card in labs_of(cast.lena)] == [
        ("open", None),
        ("done", evaluation.points),
    ]


@pytest.mark.parametrize("conduct", ["poor", "excellent"])
def test_the_debrief_needs_nine_queries_however_much_happened(
    client: Client, cast: Cast, conduct: str, django_assert_num_queries: Any
) -> None:
    evaluation = played(cast, conduct)
    client.force_login(cast.lena)
    debrief(client, evaluation.session)
    with django_assert_num_queries(9):
        debrief(client, evaluation.session)


def test_a_learner_writes_beside_the_timeline_and_takes_it_away(client: Client, cast: Cast) -> None:
    session = played(cast, "poor").session
    client.force_login(cast.lena)
    seq = session.events.get(type="decision.commit").seq
    address = reverse("labs:note", args=[session.public_id, seq])
    assert client.post(address, {"text": "Here I was in a hurry."}).url.endswith(f"#e-{seq}")
    assert "Here I was in a hurry." in debrief(client, session)
    client.post(address, {"text": " "})
    assert "Here I was in a hurry." not in debrief(client, session)
    assert session.notes.count() == 0


@pytest.mark.parametrize(("seq", "text"), [(9999, "x"), (2, "x" * 1001)])
def test_a_note_that_does_not_fit_is_refused_with_words(
    client: Client, cast: Cast, seq: int, text: str
) -> None:
    session = played(cast, "poor").session
    client.force_login(cast.lena)
    answer = client.post(reverse("labs:note", args=[session.public_id, seq]), {"text": text})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert session.notes.count() == 0


def test_a_learner_tries_again_and_lays_both_runs_side_by_side(client: Client, cast: Cast) -> None:
    session = played(cast, "poor").session
    client.force_login(cast.lena)
    seq = session.events.get(type="decision.commit").seq
    opened = client.post(reverse("labs:retry", args=[session.public_id, seq]), {"key": "a" * 32})
    fork = session.forks.get()
    assert opened.url == reverse("labs:session", args=[fork.public_id])
    assert "it does not count" in client.get(opened.url).content.decode()
    play(fork, {"act": "commit", "option": "withhold"})
    rate_oneself(session=fork, rating=4)
    score_session(session_id=fork.pk)
    page = client.get(reverse("labs:compare", args=[session.public_id, fork.public_id]))
    assert f"the same {seq - 1} events" in page.content.decode()
    assert page.content.decode().count("Decided:") == 2
    assert "A retry does not count." in debrief(client, fork)


def test_runs_of_others_and_open_runs_are_not_laid_beside(client: Client, cast: Cast) -> None:
    session = played(cast, "poor").session
    theirs = leave_session(session=start_lab(cast.omar, activity=session.activity))
    rate_oneself(session=theirs, rating=3)
    still_open = start_lab(cast.lena, activity=session.activity)
    client.force_login(cast.lena)
    for other in (still_open, theirs):
        answer = client.get(reverse("labs:compare", args=[session.public_id, other.public_id]))
        assert answer.status_code == 404


@pytest.mark.parametrize(("lab", "misleading"), [("s1", "Report the message"), ("s5", "Tell Security")])
def test_the_debrief_of_a_run_without_a_trap_says_so_and_shows_a_way_that_works_there(
    client: Client, cast: Cast, lab: str, misleading: str
) -> None:
    activity = make_lab_activity(lab)
    client.force_login(cast.lena)
    seen = {}
    for _run in range(2):
        session = start_lab(cast.lena, mode=Mode.ASSESSED, activity=activity)
        leave_session(session=session)
        rate_oneself(session=session, rating=3)
        seen[session.variant] = debrief(client, session)
    trapped, clean = (seen[name] for name in sorted(seen))
    assert sorted(seen) == ["b", "c"]
    assert (misleading in trapped, misleading in clean) == (True, False)
    assert ("Some runs hold no trap" in trapped, "Some runs hold no trap" in clean) == (False, True)


def test_a_run_without_a_decision_is_told_why_its_criteria_stay_empty(client: Client, cast: Cast) -> None:
    session = start_lab(cast.lena, mode=Mode.ASSESSED)
    play(
        session, {"act": "open", "doc": session.scenario.package["variants"][session.variant]["vars"]["kpi"]}
    )
    leave_session(session=session)
    rate_oneself(session=session, rating=3)
    client.force_login(cast.lena)
    assert "ended without a decision of yours" in debrief(client, session)


def test_a_run_with_a_decision_is_not_told_so(client: Client, cast: Cast) -> None:
    evaluation = played(cast, "poor")
    client.force_login(cast.lena)
    assert "ended without a decision of yours" not in debrief(client, evaluation.session)
