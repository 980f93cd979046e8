"""Planning, changing and cancelling, and what people and calendars hear of it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from icalendar import Calendar

from accounts.api import AuditEntry, OutgoingMail
from courses.meetings.engine.recurrence import to_local
from courses.meetings.services.planning import Details, cancel_meeting, change_meeting, plan_meetings
from courses.meetings.services.telling import sweep_meetings, tell_meetings
from courses.models import Meeting
from tests.factories.courses import enrol_directly
from tests.factories.meetings import make_meeting

pytestmark = pytest.mark.django_db
KICK_OFF = Details(title="Kick-off", minutes=90, join_url="https://call.example/room")


def weekly(cohort, actor, *, count=3, details=KICK_OFF, is_told=True) -> list[Meeting]:
    first = timezone.now().replace(microsecond=0) + timedelta(days=2)
    starts = [first + timedelta(weeks=n) for n in range(count)]
    return plan_meetings(cohort=cohort, starts=starts, details=details, is_told=is_told, actor=actor)


def rows(cohort) -> list[Meeting]:
    return list(Meeting.objects.filter(cohort=cohort).order_by("starts_at", "pk"))


def same(meeting, **changes) -> dict:
    """What a form says that changes only this."""
    given = {
        "title": meeting.title,
        "minutes": meeting.minutes,
        "agenda": meeting.agenda,
        "place": meeting.place,
        "join_url": meeting.join_url,
        "instructor": meeting.instructor,
    }
    return {
        "starts_at": changes.pop("starts_at", meeting.starts_at),
        "details": Details(**given | changes),
        "is_following": False,
        "is_told": True,
    }


def test_a_series_is_rows_of_their_own_and_one_act_in_the_audit_log(cast, cohort):
    made = weekly(cohort, cast.ines)
    assert (len({one.series for one in made}), made[0].series is not None) == (1, True)
    assert [entry.verb for entry in AuditEntry.objects.filter(verb__startswith="meeting")] == [
        "meeting.planned"
    ]


def test_the_same_meeting_is_not_planned_twice_and_nothing_of_the_second_series_is_written(cast, cohort):
    weekly(cohort, cast.ines, count=1)
    with pytest.raises(ValidationError, match="stands at"):
        weekly(cohort, cast.ines, count=3)
    assert Meeting.objects.count() == 1


def test_a_series_of_two_hundred_and_one_is_refused(cast, cohort):
    with pytest.raises(ValidationError, match="1 to 200"):
        weekly(cohort, cast.ines, count=201)


def test_a_change_of_one_leaves_the_others_and_raises_its_number(cast, cohort):
    first, *_others = weekly(cohort, cast.ines)
    assert change_meeting(meeting=first, actor=cast.ines, **same(first, title="Welcome")) == 1
    assert [(one.title, one.sequence) for one in rows(cohort)] == [
        ("Welcome", 1),
        ("Kick-off", 0),
        ("Kick-off", 0),
    ]


def test_saving_without_a_difference_tells_nobody(cast, cohort):
    first, *_others = weekly(cohort, cast.ines)
    assert change_meeting(meeting=first, actor=cast.ines, **same(first)) == 0
    assert [one.sequence for one in rows(cohort)] == [0, 0, 0]


def test_what_differs_in_a_later_meeting_stays_when_this_and_the_following_are_changed(cast, cohort):
    first, second, third = weekly(cohort, cast.ines)
    change_meeting(meeting=third, actor=cast.ines, **same(third, agenda="Guests"))
    change_meeting(meeting=second, actor=cast.ines, **same(second, place="Room 4") | {"is_following": True})
    assert [(one.place, one.agenda) for one in rows(cohort)] == [
        ("", ""),
        ("Room 4", ""),
        ("Room 4", "Guests"),
    ]
    assert rows(cohort)[0].pk == first.pk


@pytest.mark.parametrize("days", [7, -7, 1])
def test_a_series_moves_on_or_back_also_by_its_own_step(cast, cohort, days):
    made = weekly(cohort, cast.ines, details=Details(title="Kick-off", minutes=60))
    before = [to_local(one.starts_at, cohort.zone) for one in made]
    second = made[1]
    moved_to = second.starts_at + timedelta(days=days)
    values = same(second, starts_at=moved_to) | {"is_following": True}
    if days == -7:  # the first one stands where the second would go
        change_meeting(meeting=made[0], actor=cast.ines, **same(made[0], title="Opening"))
    assert change_meeting(meeting=second, actor=cast.ines, **values) == 2
    after = {one.pk: to_local(one.starts_at, cohort.zone) for one in rows(cohort)}
    assert after[made[0].pk] == before[0]
    assert [after[one.pk].date() - old.date() for one, old in zip(made[1:], before[1:], strict=True)] == [
        timedelta(days=days)
    ] * 2


def test_a_move_onto_another_meeting_of_that_title_is_refused_with_its_time(cast, cohort):
    first, second, _third = weekly(cohort, cast.ines)
    with pytest.raises(ValidationError, match="stands at"):
        change_meeting(meeting=first, actor=cast.ines, **same(first, starts_at=second.starts_at))


def test_a_cancelled_meeting_stays_with_its_reason_and_cancelling_again_changes_nothing(cast, cohort):
    _first, second, _third = weekly(cohort, cast.ines)
    for expected in (2, 0):
        found = cancel_meeting(
            meeting=second, reason="Strike", is_following=True, is_told=True, actor=cast.ines
        )
        assert found == expected
    assert [(one.state, one.cancel_reason, one.sequence) for one in rows(cohort)] == [
        ("planned", "", 0),
        ("cancelled", "Strike", 1),
        ("cancelled", "Strike", 1),
    ]


def test_a_cancelled_meeting_is_not_changed_any_more(cast, cohort):
    [meeting] = weekly(cohort, cast.ines, count=1)
    cancel_meeting(meeting=meeting, reason="", is_following=False, is_told=True, actor=cast.ines)
    with pytest.raises(ValidationError, match="cancelled a moment ago"):
        change_meeting(meeting=meeting, actor=cast.ines, **same(meeting, title="Again"))


def test_the_database_refuses_a_meeting_that_ends_before_it_starts_and_a_link_that_is_not_https(cohort):
    for fields in ({"minutes": -5}, {"join_url": "javascript:alert(1)"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_meeting(cohort, **fields)


# What people hear


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(template="courses/meeting").order_by("pk"))


def calendar_in(mail) -> Calendar:
    [file] = mail.attachments.all()
    calendar = Calendar.from_ical(bytes(file.content))
    assert file.content_type == f"text/calendar; method={calendar['METHOD']}"
    return calendar


def dates_in(mail) -> tuple[str, list[tuple[str, int, str]]]:
    calendar = calendar_in(mail)
    return str(calendar["METHOD"]), [
        (str(one["UID"]), one["SEQUENCE"], str(one["STATUS"])) for one in calendar.walk("VEVENT")
    ]


def test_a_new_meeting_goes_to_each_learner_as_a_request_in_their_own_zone(cast, cohort, lena):
    lena.user.time_zone = "Asia/Tokyo"
    lena.user.save()
    [meeting] = weekly(cohort, cast.ines, count=1)
    assert tell_meetings(cohort_id=cohort.pk) == 1
    [mail] = mails()
    assert (mail.to, mail.subject.startswith("New meeting: Kick-off, ")) == ("lena@example.org", True)
    assert "JST" in mail.body_text
    assert dates_in(mail) == ("REQUEST", [(f"{meeting.public_id}@ready-room", 0, "CONFIRMED")])
    [event] = calendar_in(mail).walk("VEVENT")
    assert str(event["ATTENDEE"]) == "mailto:lena@example.org"


def test_a_series_is_one_mail_and_telling_twice_is_telling_once(cast, cohort, lena):
    weekly(cohort, cast.ines, count=3)
    assert [tell_meetings(cohort_id=cohort.pk) for _turn in range(2)] == [1, 0]
    method, events = dates_in(mails()[0])
    assert (method, len(events)) == ("PUBLISH", 3)


def test_a_change_and_a_cancellation_carry_the_same_uid_and_a_higher_number(cast, cohort, lena):
    [meeting] = weekly(cohort, cast.ines, count=1)
    tell_meetings(cohort_id=cohort.pk)
    change_meeting(meeting=meeting, actor=cast.ines, **same(meeting, place="Room 4"))
    tell_meetings(cohort_id=cohort.pk)
    cancel_meeting(meeting=meeting, reason="Strike", is_following=False, is_told=True, actor=cast.ines)
    tell_meetings(cohort_id=cohort.pk)
    uid = f"{meeting.public_id}@ready-room"
    assert [dates_in(mail) for mail in mails()] == [
        ("REQUEST", [(uid, 0, "CONFIRMED")]),
        ("REQUEST", [(uid, 1, "CONFIRMED")]),
        ("CANCEL", [(uid, 2, "CANCELLED")]),
    ]
    assert "Strike" in mails()[2].body_text


def test_nobody_hears_of_a_meeting_that_was_cancelled_before_it_was_told(cast, cohort, lena):
    [meeting] = weekly(cohort, cast.ines, count=1)
    cancel_meeting(meeting=meeting, reason="", is_following=False, is_told=True, actor=cast.ines)
    assert (tell_meetings(cohort_id=cohort.pk), mails()) == (0, [])


def test_without_the_tick_no_mail_goes_out_now_or_later(cast, cohort, lena):
    weekly(cohort, cast.ines, is_told=False)
    assert (sweep_meetings(), tell_meetings(cohort_id=cohort.pk)) == (0, 0)


def test_the_sweeper_finds_what_a_lost_task_has_not_told(cast, cohort, lena):
    weekly(cohort, cast.ines)
    assert sweep_meetings() == 1
    tell_meetings(cohort_id=cohort.pk)
    assert sweep_meetings() == 0


def test_a_meeting_that_is_over_is_told_to_nobody(cast, cohort, lena):
    weekly(cohort, cast.ines, count=1)
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        assert tell_meetings(cohort_id=cohort.pk) == 0


def test_who_leads_hears_of_it_and_who_left_the_cohort_does_not(cast, cohort, lena):
    gone = enrol_directly(cast.omar, cohort.version, cohort=cohort)
    gone.ended_at = timezone.now()
    gone.save()
    weekly(cohort, cast.ines, count=1, details=Details(title="Kick-off", minutes=60, instructor=cast.ines))
    tell_meetings(cohort_id=cohort.pk)
    assert sorted(mail.to for mail in mails()) == ["ines@example.org", "lena@example.org"]


def test_a_mail_about_a_change_says_what_held_before(cast, cohort, lena):
    [meeting] = weekly(cohort, cast.ines, count=1, details=Details("Kick-off", 90, place="Room 1"))
    tell_meetings(cohort_id=cohort.pk)
    old, later = meeting.starts_at, meeting.starts_at + timedelta(hours=3)
    silent = same(meeting, place="Room 2") | {"is_told": False}
    change_meeting(meeting=meeting, actor=cast.ines, **silent)
    meeting.refresh_from_db()
    change_meeting(
        meeting=meeting, actor=cast.ines, **same(meeting, starts_at=later, join_url="https://call.example/2")
    )
    tell_meetings(cohort_id=cohort.pk)
    text = mails()[1].body_text
    zone = cast.lena.time_zone
    assert f"(before: {date_format(old.astimezone(ZoneInfo(zone)), 'l j F Y, H:i')}–" in text
    assert "Room 2 (before: Room 1)" in text
    assert "https://call.example/2 (new link)" in text
    assert "(before: Room 1)" in mails()[1].body_html
    meeting.refresh_from_db()
    change_meeting(meeting=meeting, actor=cast.ines, **same(meeting, title="Welcome", place="", join_url=""))
    tell_meetings(cohort_id=cohort.pk)
    text = mails()[2].body_text
    assert "Its title was “Kick-off”." in text
    assert "No longer in Room 2." in text
    assert "There is no link to join any more." in text
    assert "before:" not in text
    meeting.refresh_from_db()
    change_meeting(meeting=meeting, actor=cast.ines, **same(meeting, agenda="Bring a case"))
    tell_meetings(cohort_id=cohort.pk)
    assert "Time and place are as before; look at the agenda." in mails()[3].body_text


def test_a_change_of_what_no_mail_told_is_compared_with_what_stood_on_the_page(cast, cohort, lena):
    meeting = make_meeting(cohort, starts_in=50, place="Room 1")
    change_meeting(meeting=meeting, actor=cast.ines, **same(meeting, place="Room 4"))
    tell_meetings(cohort_id=cohort.pk)
    assert "Room 4 (before: Room 1)" in mails()[0].body_text
