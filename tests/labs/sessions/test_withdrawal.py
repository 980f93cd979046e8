"""The lab about a night in distress: off until a clinician has read it, and left without a trace."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from courses.api import get_activity_for
from courses.models import Activity, Mark
from labs.evaluation.services import score_session
from labs.evaluation.tasks import sweep_sessions
from labs.models import LabAct, LabEvent, LabSession, LabTurn, SafetyReview, ScenarioVersion
from labs.scenarios.services import record_safety_review, withdraw_safety_review
from labs.sessions.models import Mode
from labs.sessions.services import start_session
from labs.sessions.withdrawal import withdraw_session
from tests.cast import Cast
from tests.factories.courses import enrol_directly
from tests.factories.labs import make_lab_activity, play, start_lab


@pytest.fixture
def s8(cast: Cast) -> Activity:
    activity = make_lab_activity("s8")
    enrol_directly(cast.lena, activity.version)
    return activity


def read_by_a_clinician(cast: Cast) -> SafetyReview:
    return record_safety_review(
        scenario=ScenarioVersion.objects.get(slug="s8"),
        clinician="Dr Test Person",
        profession="psychiatrist, register 000",
        reviewed_on=date(2026, 11, 2),
        statement="For a test world only.",
        actor=cast.sam,
    )


def test_nobody_starts_it_before_a_clinician_has_read_it(client: Client, cast: Cast, s8: Activity) -> None:
    with pytest.raises(ValidationError, match="no variant"):
        start_lab(cast.lena, activity=s8)
    client.force_login(cast.lena)
    page = client.get(reverse("labs:lab", args=[s8.public_id])).content.decode()
    assert "waits for a clinician" in page
    assert "Enter the lab" not in page
    read_by_a_clinician(cast)
    assert "Enter the lab" in client.get(reverse("labs:lab", args=[s8.public_id])).content.decode()


def test_a_withdrawn_review_switches_it_off_again(cast: Cast, s8: Activity) -> None:
    review = read_by_a_clinician(cast)
    withdraw_safety_review(review=review, actor=cast.sam)
    with pytest.raises(ValidationError, match="no variant"):
        start_lab(cast.lena, activity=s8)
    assert read_by_a_clinician(cast).pk != review.pk


def test_leaving_deletes_what_was_said_and_counts_nowhere(client: Client, cast: Cast, s8: Activity) -> None:
    read_by_a_clinician(cast)
    session = start_lab(cast.lena, mode=Mode.ASSESSED, activity=s8)
    play(session, {"act": "say", "text": "I know this feeling myself"})
    client.force_login(cast.lena)
    answer = client.post(reverse("labs:withdraw", args=[session.public_id]), follow=True)
    page = answer.content.decode()
    assert "You chose another way" in page
    assert "116 123" in page
    held = LabSession.objects.get(pk=session.pk)
    assert (held.ended_how, held.last_seq, held.reflection) == ("withdrawn", 0, "")
    for model in (LabEvent, LabAct, LabTurn):
        assert model.objects.filter(session=held).count() == 0
    assert score_session(session_id=held.pk) is None
    sweep_sessions()
    assert Mark.objects.count() == 0
    assert withdraw_session(session=held).withdrawn_at == held.withdrawn_at


def test_whoever_left_takes_the_other_variant(cast: Cast, s8: Activity) -> None:
    read_by_a_clinician(cast)
    withdraw_session(session=start_lab(cast.lena, mode=Mode.ASSESSED, activity=s8))
    place = get_activity_for(cast.lena, s8.public_id, "lab")
    again = start_session(
        place=place, learner=cast.lena, mode=Mode.ASSESSED, key="other-way-1", other_way=True
    )
    assert (again.variant, again.is_open) == ("d", True)


def test_other_labs_are_not_left_so(cast: Cast) -> None:
    session = start_lab(cast.lena)
    with pytest.raises(ValidationError, match="usual way"):
        withdraw_session(session=session)
    assert LabEvent.objects.filter(session=session).exists()


def test_every_crisis_number_says_where_it_stands_and_when_it_was_read(client: Client, cast: Cast) -> None:
    activity = make_lab_activity("s8")
    enrol_directly(cast.lena, activity.version)
    client.force_login(cast.lena)
    page = client.get(reverse("labs:lab", args=[activity.public_id])).content.decode()
    lines = ScenarioVersion.objects.get(slug="s8").lab["sensitive"]["crisis_lines"]
    assert lines
    for line in lines:
        assert line["number"] in page
        assert escape(line["source"]) in page
        assert date.fromisoformat(line["checked_on"]) <= max(timezone.localdate(), date(2026, 11, 24))


def test_crisis_numbers_rest_on_the_lines_own_pages_and_public_bodies_alone(cast: Cast) -> None:
    make_lab_activity("s8")
    lines = ScenarioVersion.objects.get(slug="s8").lab["sensitive"]["crisis_lines"]
    theirs = {
        "Germany": "telefonseelsorge-dueren.de",
        "Netherlands": "113.nl",
        "Norway": "vindafjord.kommune.no",
        "Switzerland": "143.ch",
        "United Kingdom": "samaritans.org",
        "United States": "health.wyo.gov",
    }
    for line in lines:
        host = urlsplit(line["source"]).hostname or ""
        assert host.endswith(theirs[line["country"]]), line


def test_staff_record_a_review_and_what_does_not_fit_is_said(
    client: Client, cast: Cast, s8: Activity
) -> None:
    scenario = ScenarioVersion.objects.get(slug="s8")
    client.force_login(cast.sam)
    address = reverse("labs:safety-review", args=[scenario.public_id])
    given = {
        "clinician": "Dr Test Person",
        "profession": "psychologist",
        "reviewed_on": "2999-01-01",
        "statement": "Read.",
    }
    answer = client.post(address, given)
    assert answer.status_code == 422
    assert "still to come" in answer.content.decode()
    assert "Check the numbers first" in answer.content.decode()
    assert 'value="Dr Test Person"' in answer.content.decode()
    client.post(address, {**given, "reviewed_on": "2026-01-05", "has_checked_numbers": "1"})
    assert not scenario.is_off
    assert "Dr Test Person" in client.get(reverse("labs:sensitive")).content.decode()
    client.post(reverse("labs:safety-withdraw", args=[scenario.public_id]))
    assert scenario.is_off
