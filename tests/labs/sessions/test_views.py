"""The lab over HTTP, without any script in the browser."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.models import LabEvent, LabSession
from labs.sessions import log
from labs.sessions.models import Mode
from tests.cast import Cast
from tests.factories.courses import enrol_directly
from tests.factories.labs import make_lab_activity, play, start_lab


def key() -> str:
    return uuid.uuid4().hex


def act(client: Client, session: LabSession, name: str, **data: Any) -> Any:
    return client.post(reverse("labs:act", args=[session.public_id, name]), {"key": key(), **data})


@pytest.fixture
def lena(client: Client, cast: Cast) -> Client:
    client.force_login(cast.lena)
    return client


def test_the_brief_says_who_speaks_and_offers_both_modes(lena: Client, cast: Cast) -> None:
    activity = make_lab_activity()
    enrol_directly(cast.lena, activity.version)
    page = lena.get(reverse("labs:lab", args=[activity.public_id]))
    assert page.status_code == 200
    assert [part in page.content.decode() for part in ("AI · not the person", "guided", "assessed")] == [
        True
    ] * 3


def test_a_lab_starts_and_shows_its_room(lena: Client, cast: Cast) -> None:
    activity = make_lab_activity()
    enrol_directly(cast.lena, activity.version)
    data = {"mode": "assessed", "key": key()}
    room = lena.post(reverse("labs:start", args=[activity.public_id]), data, follow=True)
    assert room.status_code == 200
    assert room.redirect_chain[-1][0] == reverse("labs:session", args=[LabSession.objects.get().public_id])


def test_a_question_is_answered_in_one_request(lena: Client, cast: Cast) -> None:
    session = start_lab(cast.lena)
    answer = act(lena, session, "ask", intent="ask_q2")
    assert (answer.status_code, answer.url) == (302, reverse("labs:session", args=[session.public_id]))
    assert [event.type for event in log.events_of(session) if event.type.startswith("msg.")] == [
        "msg.avatar",
        "msg.learner",
        "msg.avatar",
    ]
    assert "How did we do in the second quarter?" in lena.get(answer.url).content.decode()


def test_with_a_stream_the_reply_is_left_to_it(lena: Client, cast: Cast) -> None:
    session = start_lab(cast.lena)
    url = reverse("labs:act", args=[session.public_id, "say"])
    page = lena.post(url, {"key": key(), "text": "How did we do?"}, headers={"X-Stream": "1"}, follow=True)
    assert f'data-stream="{reverse("labs:stream", args=[session.public_id])}"' in page.content.decode()
    assert lena.post(reverse("labs:reply", args=[session.public_id]), follow=True).status_code == 200
    assert "data-stream" not in lena.get(reverse("labs:session", args=[session.public_id])).content.decode()


def test_a_document_opens_as_a_page_and_as_plain_text(lena: Client, cast: Cast) -> None:
    session = start_lab(cast.lena)
    for view, mark in (("page", 'class="leaf leaf-sheet"'), ("plain", 'class="plain"')):
        answer = act(lena, session, "open", doc="KPI-Q2-final", view=view)
        assert mark in lena.get(answer.url).content.decode()


def test_a_document_that_was_not_opened_is_not_shown(lena: Client, cast: Cast) -> None:
    session = start_lab(cast.lena)
    page = lena.get(reverse("labs:session", args=[session.public_id]) + "?doc=KPI-Q2-final")
    assert 'class="leaf"' not in page.content.decode()


def test_a_decision_ends_the_lab_and_the_result_follows_the_self_rating(lena: Client, cast: Cast) -> None:
    session = start_lab(cast.lena, mode=Mode.ASSESSED)
    answer = act(lena, session, "commit", option="withhold", has_label="1")
    debrief = reverse("labs:debrief", args=[session.public_id])
    assert answer.url == debrief
    before = lena.get(debrief).content.decode()
    assert ("How did it go?" in before, "of 10, pass from" in before) == (True, False)
    after = lena.post(reverse("labs:rate", args=[session.public_id]), {"rating": "6"}, follow=True)
    assert "of 10, pass from" in after.content.decode()


def test_practice_shows_objectives_and_an_assessed_run_does_not(lena: Client, cast: Cast) -> None:
    activity = make_lab_activity()
    shown = {
        mode: "Objectives"
        in lena.get(
            reverse("labs:session", args=[start_lab(cast.lena, mode=mode, activity=activity).public_id])
        ).content.decode()
        for mode in Mode
    }
    assert shown == {Mode.GUIDED: True, Mode.ASSESSED: False}


def test_every_message_of_the_avatar_is_labelled(lena: Client, cast: Cast) -> None:
    session = start_lab(cast.lena)
    play(session, {"act": "ask", "intent": "ask_q2"})
    html = lena.get(reverse("labs:session", args=[session.public_id])).content.decode()
    messages = html.split('<article class="msg msg-ai"')[1:]
    assert len(messages) == 2
    assert all('class="ai-badge"' in message.split("</header>")[0] for message in messages)


def test_another_learners_lab_does_not_exist(client: Client, cast: Cast) -> None:
    session = start_lab(cast.lena)
    client.force_login(cast.omar)
    for name in ("session", "debrief", "export", "stream"):
        assert client.get(reverse(f"labs:{name}", args=[session.public_id])).status_code == 404
    assert act(client, session, "ask", intent="ask_q2").status_code == 404


def test_a_figure_that_is_none_keeps_the_form_and_changes_nothing(lena: Client, cast: Cast) -> None:
    session = start_lab(cast.lena)
    before = LabEvent.objects.count()
    page = act(
        lena, session, "note", **{"note-ontime": "about ninety", "text": "My words stay", "has_label": "1"}
    )
    assert page.status_code == 422
    assert [
        part in page.content.decode() for part in ("Enter a number", "about ninety", "My words stay")
    ] == [True] * 3
    assert LabEvent.objects.count() == before


@pytest.mark.parametrize("turns", [1, 3])
def test_the_room_needs_five_queries_however_long_the_talk(
    lena: Client, cast: Cast, turns: int, django_assert_num_queries: Any
) -> None:
    session = start_lab(cast.lena)
    play(session, *[{"act": "ask", "intent": "ask_q2"}] * turns)
    url = reverse("labs:session", args=[session.public_id])
    lena.get(url)
    with django_assert_num_queries(5):
        assert lena.get(url).status_code == 200


def test_a_message_with_a_card_number_is_held_back_once_and_sent_when_its_writer_says_so(
    lena: Client, cast: Cast
) -> None:
    session = start_lab(cast.lena)
    words = "My card is 4111 1111 1111 1111, please book it."
    held = act(lena, session, "say", text=words)
    page = held.content.decode()
    assert (held.status_code, LabEvent.objects.filter(type="msg.learner").count()) == (422, 0)
    assert "This looks like a card number" in page
    assert words in page
    assert 'name="anyway"' in page
    assert act(lena, session, "say", text=words, anyway="1").status_code == 302
    assert LabEvent.objects.get(type="msg.learner").private["text"] == words


def test_the_composer_says_when_little_is_left(lena: Client, cast: Cast) -> None:
    session = start_lab(cast.lena)
    page = lena.get(reverse("labs:session", args=[session.public_id])).content.decode()
    assert "Little is left" not in page
    LabSession.objects.filter(pk=session.pk).update(started_at=timezone.now() - timedelta(minutes=28))
    page = lena.get(reverse("labs:session", args=[session.public_id])).content.decode()
    assert "Little is left. Time:" in page


def test_a_lab_asks_for_what_its_situation_and_its_criteria_ask_for_and_ends_later(
    lena: Client, cast: Cast
) -> None:
    session = start_lab(cast.lena, mode=Mode.ASSESSED, activity=make_lab_activity("s10"))
    room = lena.get(reverse("labs:session", args=[session.public_id])).content.decode()
    assert ("due 16:00" in room, "16:10" in room) == (True, False)
