from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from courses.api import Source, enrol_in_cohort, send_nudge
from courses.progress.services import mark_done
from tests.factories.courses import give_mark, make_cohort
from tests.factories.meetings import make_meeting, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena(cast):
    cohort = make_cohort(cast.north, instructors=[cast.ines])
    return enrol_in_cohort(cohort=cohort, user=cast.lena, source=Source.STAFF, actor=cast.ines)


def url_of(enrolment):
    return f"/desk/cohorts/{enrolment.cohort.public_id}/learners/{enrolment.public_id}/"


def test_an_instructor_reads_a_learners_days_newest_first(client, cast, lena):
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        for key in ("m1.l1", "m1.l2"):
            mark_done(enrolment=lena, activity=lena.version.activities.get(key=key))
        give_mark(lena, "m1.quiz", points=4, passed=False)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        send_nudge(enrolment=lena, text="Shall we look at it?", rule="", actor=cast.ines)
    client.force_login(cast.ines)
    days = client.get(url_of(lena)).context["days"]
    assert [[event.title for event in day.events] for day in days] == [
        ["Nudge: no visit yet, 0 days"],
        ["“quiz m1.quiz” not passed yet, 4 of 10", "Read 2 lessons"],
        ["Came into the cohort"],
    ]
    assert [days[0].events[0].who, days[2].events[0].who] == ["Ines Vogt", "Ines Vogt"]


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_and_three_events(client, cast, lena, django_assert_num_queries, count):
    for _number in range(count):
        give_mark(lena, "m1.quiz")
    client.force_login(cast.ines)
    client.get(url_of(lena))
    with django_assert_num_queries(10):
        client.get(url_of(lena))


def test_a_stranger_finds_nothing(client, cast, lena):
    for user in (cast.omar, cast.lena, cast.rui):
        client.force_login(user)
        assert client.get(url_of(lena)).status_code == 404


def test_a_meeting_stands_on_its_day_with_who_recorded_it(client, cast, lena):
    meeting = make_meeting(lena.cohort, title="Kick-off", starts_in=-30)
    record(meeting, lena, recorded_by=cast.ines)
    client.force_login(cast.ines)
    events = [event for day in client.get(url_of(lena)).context["days"] for event in day.events]
    assert [(event.title, event.who) for event in events if event.kind == "meeting"] == [
        ("Meeting “Kick-off”: Present", "Ines Vogt")
    ]
