"""A nudge is written by a person, arrives by mail, and its outcome is told."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.api import OutgoingMail
from courses.analytics import privacy
from courses.analytics.selectors import newest_nudges
from courses.analytics.services import send_nudge, sweep_nudges
from courses.models import Nudge
from courses.progress.services import mark_done
from tests.factories.accounts import UserFactory
from tests.factories.courses import enrol_directly, make_cohort
from tests.hostile import forms

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(cast):
    return make_cohort(cast.north, instructors=[cast.ines])


@pytest.fixture
def lena(cast, cohort):
    return enrol_directly(cast.lena, cohort.version, cohort=cohort)


def url_of(enrolment):
    return f"/cohorts/{enrolment.cohort.public_id}/learners/{enrolment.public_id}/nudge/"


def test_an_instructor_gets_a_draft_makes_it_their_own_and_sees_what_became_of_it(client, cast, lena):
    client.force_login(cast.ines)
    draft = client.get(url_of(lena), {"rule": "quiet"}).context["form"]["text"].value()
    assert "Hello Lena" in draft
    assert "lesson m1.l1" in draft
    answer = client.post(url_of(lena), {"text": "Shall we talk on <Monday>?", "rule": "quiet"})
    assert answer.status_code == 302
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == (
        cast.lena.email,
        f"Ines Vogt wrote to you about “{lena.version.title}”",
    )
    assert "Shall we talk on <Monday>?" in mail.body_text
    assert "&lt;Monday&gt;" in mail.body_html
    assert newest_nudges([lena.pk])[lena.pk].words == "no visit yet, 0 days"
    with time_machine.travel(timezone.now() + timedelta(days=2, hours=1), tick=False):
        mark_done(enrolment=lena, activity=cohort_lesson(lena))
        sweep_nudges()
        assert newest_nudges([lena.pk])[lena.pk].words == "came back after 2 days"
        assert sweep_nudges() == 0


def cohort_lesson(enrolment):
    return enrolment.version.activities.get(key="m1.l1")


def test_who_does_not_come_back_in_seven_days_is_called(cast, lena):
    send_nudge(enrolment=lena, text="Hello", rule="quiet", actor=cast.ines)
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=False):
        assert newest_nudges([lena.pk])[lena.pk].words == "no visit in 7 days: call instead"


def test_one_nudge_in_two_days_whoever_sends_it(cast, lena):
    send_nudge(enrolment=lena, text="Hello", rule="quiet", actor=cast.ines)
    with pytest.raises(ValidationError, match="last two days"):
        send_nudge(enrolment=lena, text="Hello again", rule="quiet", actor=cast.paula)
    assert (Nudge.objects.count(), OutgoingMail.objects.count()) == (1, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_tells_outcomes_at_the_same_cost_for_one_and_three(
    client, cast, cohort, django_assert_num_queries, count
):
    for _number in range(count):
        enrolment = enrol_directly(UserFactory(), cohort.version, cohort=cohort)
        enrolment.started_at = timezone.now() - timedelta(days=5)
        enrolment.save()
        send_nudge(enrolment=enrolment, text="Hello", rule="not_started", actor=cast.ines)
    client.force_login(cast.ines)
    client.get("/desk/")
    with django_assert_num_queries(10):
        page = client.get("/desk/").content.decode()
    assert page.count("no visit yet, 0 days") == count


def test_erasure_takes_the_words_and_keeps_that_there_was_one(cast, lena):
    send_nudge(enrolment=lena, text="Hello", rule="quiet", actor=cast.ines)
    assert privacy.export(cast.lena)["received"][0]["text"] == "Hello"
    assert privacy.erase(cast.lena) == {"received": 1, "sent": 0}
    assert Nudge.objects.get().text == ""


def test_nothing_that_is_sent_breaks_the_page(client, cast, lena):
    client.force_login(cast.ines)
    for sent in forms(("text", "rule"), count=200):
        assert client.post(url_of(lena), sent).status_code in {302, 422}
    assert Nudge.objects.count() <= 1
