"""A learner's words can be copied and forgotten; acts, points and chains stay."""

from __future__ import annotations

import json

from django.core.serializers.json import DjangoJSONEncoder

from labs.evaluation.services import score_session
from labs.models import Appeal, LabSession
from labs.privacy import erase_labs, export_labs
from labs.reviews.services import appeal
from labs.sessions import log
from labs.sessions.models import Mode
from labs.sessions.services import keep_reflection, leave_session, rate_oneself
from labs.workplace.engine.events import first_broken
from tests.cast import Cast
from tests.factories.labs import play, start_lab

WORDS = "My colleague Ruth Albers told me so"


def a_run(cast: Cast) -> LabSession:
    session = start_lab(cast.lena, mode=Mode.ASSESSED)
    play(session, {"act": "say", "text": WORDS})
    leave_session(session=session)
    rate_oneself(session=session, rating=4)
    keep_reflection(session=session, text="Ask Ruth first.")
    evaluation = score_session(session_id=session.pk)
    assert evaluation is not None
    appeal(evaluation=evaluation, learner=cast.lena, text="Ruth saw it.")
    return session


def test_an_export_holds_every_word(cast: Cast) -> None:
    a_run(cast)
    told = json.dumps(export_labs(cast.lena), cls=DjangoJSONEncoder)
    assert [part in told for part in (WORDS, "Ask Ruth first.", "Ruth saw it.")] == [True] * 3


def test_another_persons_export_holds_none_of_it(cast: Cast) -> None:
    a_run(cast)
    assert export_labs(cast.omar) == {"sessions": [], "reviews_given": [], "models_added": []}


def test_erasing_forgets_the_words_and_the_chain_still_holds(cast: Cast) -> None:
    session = a_run(cast)
    before = [(event.seq, event.hash) for event in log.events_of(session)]
    counts = erase_labs(cast.lena)
    events = log.events_of(session)
    assert [(event.seq, event.hash) for event in events] == before
    assert first_broken(events) is None
    assert all(not event.private for event in events)
    session.refresh_from_db()
    assert (session.reflection, Appeal.objects.get().text, counts["texts"] > 0) == ("", "–", True)


def test_erasing_twice_is_harmless(cast: Cast) -> None:
    a_run(cast)
    erase_labs(cast.lena)
    assert erase_labs(cast.lena)["texts"] == 0
