"""A person's copy holds where they were; erasure takes the words and the calendar address."""

import pytest
from django.urls import reverse

from courses.meetings.access import token_of
from courses.meetings.privacy import erase, export
from courses.models import Attendance, CalendarFeed, Meeting
from tests.factories.meetings import make_meeting, record

pytestmark = pytest.mark.django_db


def test_a_copy_says_where_a_learner_was_and_what_an_instructor_recorded(cast, cohort, lena):
    meeting = make_meeting(cohort, title="Kick-off", starts_in=-5, instructor=cast.ines)
    first = record(meeting, lena, "absent", recorded_by=cast.ines)
    record(meeting, lena, "late", 60, recorded_by=cast.ines, replaces=first, reason="Was next door")
    learner, instructor = export(cast.lena), export(cast.ines)
    assert [(row["status"], row["minutes"], row["reason"]) for row in learner["attendance"]] == [
        ("absent", None, ""),
        ("late", 60, "Was next door"),
    ]
    assert [row["status"] for row in instructor["recorded"]] == ["absent", "late"]
    assert [row["title"] for row in instructor["meetings"]] == ["Kick-off"]
    assert (learner["recorded"], instructor["attendance"]) == ([], [])


def test_erasing_takes_the_reasons_and_the_address_and_keeps_the_figures(client, cast, cohort, lena):
    meeting = make_meeting(cohort, starts_in=-5)
    first = record(meeting, lena, "absent")
    record(meeting, lena, "late", 60, replaces=first, reason="Was ill")
    path = reverse("courses:calendar-ics", args=[token_of(CalendarFeed.objects.create(user=cast.lena))])
    assert erase(cast.lena) == {"reasons": 1, "meetings_led": 0, "calendar_addresses": 1}
    assert list(Attendance.objects.values_list("status", "minutes", "reason")) == [
        ("absent", None, ""),
        ("late", 60, "—"),
    ]
    assert client.get(path).status_code == 404


def test_a_meeting_goes_on_without_the_person_who_led_it(cast, cohort):
    make_meeting(cohort, instructor=cast.ines)
    erase(cast.ines)
    assert Meeting.objects.get().instructor is None
