"""What people hear the day before a meeting, and who leads one."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.api import Membership, OutgoingMail
from courses.meetings.services.planning import Details, change_meeting
from courses.meetings.services.reminding import remind_of_meetings
from courses.meetings.services.telling import tell_meetings
from courses.models import Meeting
from tests.factories.meetings import make_meeting

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=9)


@pytest.fixture
def meeting(cast, cohort) -> Meeting:
    """It begins in twenty hours and was planned long ago; Ines leads it."""
    return planned(cohort, title="Kick-off", instructor=cast.ines, place="Room 1")


def planned(cohort, *, starts_in=20, **fields) -> Meeting:
    return make_meeting(cohort, starts_in=starts_in, changed_at=timezone.now() - LONG_AGO, **fields)


def reminders() -> list[str]:
    """Who got one, in the order of their addresses."""
    return sorted(
        OutgoingMail.objects.filter(template="courses/meeting-reminder").values_list("to", flat=True)
    )


def test_learners_and_who_leads_are_reminded_once(cast, cohort, lena, meeting):
    assert [remind_of_meetings() for _turn in range(2)] == [2, 0]
    assert reminders() == ["ines@example.org", "lena@example.org"]
    mail = OutgoingMail.objects.get(to="lena@example.org")
    assert mail.subject.startswith("Kick-off: ")
    assert "Room 1" in mail.body_text
    assert f"/learn/{lena.public_id}/meetings/{meeting.public_id}/" in mail.body_text
    Meeting.objects.update(reminded_at=None)  # as if a worker had died between the mails and its note
    remind_of_meetings()
    assert len(reminders()) == 2


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"starts_in": 30}, "it is not near yet"),
        ({"starts_in": -1}, "it has begun"),
        ({"state": "cancelled"}, "it is cancelled"),
        ({"reminded_at": timezone.now()}, "people were reminded"),
    ],
)
def test_nobody_is_reminded_when(cohort, lena, fields, why):
    planned(cohort, **fields)
    assert remind_of_meetings() == 0, why


def test_a_meeting_planned_on_the_day_before_and_a_closed_cohort_remind_nobody(cohort, lena):
    make_meeting(cohort, starts_in=20)
    assert remind_of_meetings() == 0
    planned(cohort)
    type(cohort).objects.update(state="closed")
    assert remind_of_meetings() == 0


def test_a_meeting_that_moves_to_another_day_is_reminded_of_again(cast, cohort, lena, meeting):
    remind_of_meetings()
    details = Details("Kick-off", meeting.minutes, place="Room 1", instructor=cast.ines)
    later = meeting.starts_at + timedelta(days=3)
    change_meeting(
        meeting=meeting, starts_at=later, details=details, is_following=False, is_told=True, actor=cast.ines
    )
    assert remind_of_meetings() == 0
    with time_machine.travel(later - timedelta(hours=20)):
        assert remind_of_meetings() == 2


def test_who_has_switched_reminders_off_gets_no_mail(client, cast, cohort, lena, meeting):
    from accounts.notifications.engine.delivery import Channel
    from accounts.notifications.kinds import kind_named
    from accounts.notifications.services import choose_channel

    choose_channel(user=cast.lena, kind=kind_named("courses.meeting-reminder"), channel=Channel.TRAY)
    remind_of_meetings()
    assert reminders() == ["ines@example.org"]


@pytest.mark.parametrize("count", [1, 3])
def test_looking_for_what_is_due_costs_the_same_for_one_and_three(cohort, django_assert_num_queries, count):
    for _meeting in range(count):
        planned(cohort, starts_in=40)
    with django_assert_num_queries(1):
        remind_of_meetings()


def test_who_left_the_partner_leads_nothing_that_is_to_come(client, cast, cohort, lena, meeting):
    past = planned(cohort, starts_in=-50, title="First", instructor=cast.ines)
    Meeting.objects.filter(pk=meeting.pk).update(sequence=1)
    Membership.objects.filter(user=cast.ines).delete()
    assert remind_of_meetings() == 1
    tell_meetings(cohort_id=cohort.pk)
    assert not OutgoingMail.objects.filter(to="ines@example.org").exists()
    client.force_login(cast.paula)
    base = f"/cohorts/{cohort.public_id}/meetings/"
    name = cast.ines.get_full_name()
    ahead, over = client.get(base).content.decode(), client.get(f"{base}?show=past").content.decode()
    assert (name in ahead, "without a leader" in ahead) == (False, True)
    assert (name in over, "without a leader" in over) == (True, False)
    for one, is_said in ((meeting, False), (past, True)):
        assert (name in client.get(f"{base}{one.public_id}/").content.decode()) is is_said
    edit = client.get(f"{base}{meeting.public_id}/edit/").content.decode()
    assert f"{name} may not lead here any more. Choose somebody else." in edit
    client.force_login(cast.lena)
    own = client.get(f"/learn/{lena.public_id}/meetings/{meeting.public_id}/").content.decode()
    assert (name in own, "without a leader" in own) == (False, False)
