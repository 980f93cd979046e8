"""The words of a run are kept for a set time; an open appeal stops the clock; result, mark and chain stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.api import AuditEntry
from labs.models import LabEvent
from labs.reviews.retention import forget_transcripts
from labs.reviews.services import appeal, review_run
from tests.cast import Cast
from tests.labs.reviews.test_services import agreeing, run_of

pytestmark = pytest.mark.django_db


def words_of(session: object) -> int:
    return LabEvent.objects.filter(session=session).exclude(private=None).count()


def later(days: int) -> object:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_words_go_after_their_time_and_the_debrief_says_so(cast: Cast, settings: object) -> None:
    settings.LABS_TRANSCRIPT_DAYS = 100  # type: ignore[attr-defined] # pytest-django's fixture
    run = run_of(cast, "excellent")
    url = reverse("labs:debrief", args=[run.session.public_id])
    lena = Client()
    lena.force_login(cast.lena)
    assert "What was said here is kept until" in lena.get(url).content.decode()
    with later(99):
        assert (forget_transcripts(), words_of(run.session) > 0) == (0, True)
    with later(101):
        assert (forget_transcripts(), words_of(run.session)) == (1, 0)
        assert forget_transcripts() == 0
        lena.force_login(cast.lena)
        page = lena.get(url)
        assert (page.status_code, "were deleted when their time was over" in page.content.decode()) == (
            200,
            True,
        )
        assert lena.get(reverse("labs:export", args=[run.session.public_id])).status_code == 200
    run.refresh_from_db()
    assert run.passed
    assert AuditEntry.objects.filter(verb="transcript.forgotten").count() == 1


def test_an_open_appeal_stops_the_clock_until_a_person_has_answered(cast: Cast, settings: object) -> None:
    settings.LABS_TRANSCRIPT_DAYS = 100  # type: ignore[attr-defined] # pytest-django's fixture
    run = run_of(cast, "poor")
    appeal(evaluation=run, text="Please look at my third message.", criterion=1, learner=cast.lena)
    with later(101):
        assert (forget_transcripts(), words_of(run.session) > 0) == (0, True)
        review_run(evaluation=run, reviewer=cast.ines, verdicts=agreeing(run))
        assert (forget_transcripts(), words_of(run.session)) == (1, 0)


def test_where_nothing_is_to_be_forgotten_nothing_is(cast: Cast, settings: object) -> None:
    settings.LABS_TRANSCRIPT_DAYS = 0  # type: ignore[attr-defined] # pytest-django's fixture
    run = run_of(cast, "excellent")
    with later(4000):
        assert (forget_transcripts(), words_of(run.session) > 0) == (0, True)
