"""Who was there: marked, checked in, taken over from a call. Rows are only ever added."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.catalogue.models import FrozenRowError
from courses.meetings.engine.call_csv import read_call
from courses.meetings.engine.presence import Presence, Status
from courses.meetings.models import AttendanceSource
from courses.meetings.services.calls import import_call, plan_call
from courses.meetings.services.planning import cancel_meeting
from courses.meetings.services.presence import (
    Marked,
    check_in,
    close_check_in,
    open_check_in,
    record_presence,
)
from courses.models import Attendance
from tests.factories.accounts import UserFactory
from tests.factories.courses import enrol_directly
from tests.factories.meetings import make_meeting, record

pytestmark = pytest.mark.django_db


def mark(meeting, actor, *found, reason=""):
    return record_presence(
        meeting=meeting,
        found=[(enrolment, Presence(Status(status), minutes)) for enrolment, status, minutes in found],
        reason=reason,
        source=AttendanceSource.INSTRUCTOR,
        actor=actor,
    )


@pytest.fixture
def running(cohort):
    return make_meeting(cohort, starts_in=-0.5)


def test_marking_again_the_same_writes_nothing(cast, running, lena):
    assert [mark(running, cast.ines, (lena, "present", None)) for _turn in range(2)] == [
        Marked(1, 0),
        Marked(0, 0),
    ]


def test_a_correction_needs_a_reason_and_keeps_what_stood_there(cast, running, lena):
    mark(running, cast.ines, (lena, "absent", None))
    with pytest.raises(ValidationError, match="Say why"):
        mark(running, cast.ines, (lena, "late", 60))
    mark(running, cast.ines, (lena, "late", 60), reason="Was in the other room")
    assert list(Attendance.objects.values_list("status", "minutes", "reason")) == [
        ("absent", None, ""),
        ("late", 60, "Was in the other room"),
    ]
    assert [row.status for row in Attendance.objects.current()] == ["late"]


def test_one_reason_missing_writes_nothing_at_all(cast, cohort, running, lena):
    omar = enrol_directly(cast.omar, cohort.version, cohort=cohort)
    mark(running, cast.ines, (lena, "absent", None))
    with pytest.raises(ValidationError):
        mark(running, cast.ines, (omar, "present", None), (lena, "present", None))
    assert Attendance.objects.count() == 1


def test_a_record_is_never_changed_or_deleted(running, lena):
    row = record(running, lena)
    row.status = "absent"
    for act in (row.save, row.delete, Attendance.objects.all().delete):
        with pytest.raises(FrozenRowError):
            act()


def test_the_database_holds_one_line_of_records_for_a_learner(running, lena):
    first = record(running, lena)
    record(running, lena, "absent", replaces=first, reason="x")
    for fields in ({}, {"replaces": first, "reason": "y"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            record(running, lena, **fields)


@pytest.mark.parametrize(("status", "minutes"), [("late", None), ("absent", 5), ("nonsense", None)])
def test_the_database_refuses_a_record_that_contradicts_itself(running, lena, status, minutes):
    with pytest.raises(IntegrityError), transaction.atomic():
        record(running, lena, status, minutes)


def test_before_the_doors_open_a_learner_can_only_be_excused(cast, cohort, lena):
    meeting = make_meeting(cohort, starts_in=5)
    with pytest.raises(ValidationError, match="has not begun"):
        mark(meeting, cast.ines, (lena, "present", None))
    assert mark(meeting, cast.ines, (lena, "excused", None)) == Marked(1, 0)


def test_nobody_was_at_a_cancelled_meeting(cast, running, lena):
    cancel_meeting(meeting=running, reason="", is_following=False, is_told=False, actor=cast.ines)
    with pytest.raises(ValidationError, match="cancelled"):
        mark(running, cast.ines, (lena, "present", None))


# Check-in by code


def test_a_learner_checks_in_with_the_code_in_small_letters_and_again_without_harm(cast, cohort, lena):
    meeting = make_meeting(cohort, starts_in=0.1)
    code = open_check_in(meeting=meeting, actor=cast.ines)
    first, second = (
        check_in(meeting=meeting, enrolment=lena, code=f" {code.lower()} ") for _turn in range(2)
    )
    assert (first.pk, first.status, first.source, first.recorded_by) == (
        second.pk,
        "present",
        "code",
        cast.lena,
    )


def test_who_comes_after_half_an_hour_is_late_with_the_minutes_that_are_left(cast, running, lena):
    code = open_check_in(meeting=running, actor=cast.ines)
    row = check_in(meeting=running, enrolment=lena, code=code)
    assert (row.status, row.minutes in (59, 60)) == ("late", True)


def test_a_code_counts_for_its_own_meeting_and_time_alone(cast, cohort, running, lena):
    code = open_check_in(meeting=running, actor=cast.ines)
    other = make_meeting(cohort, starts_in=-0.2)
    open_check_in(meeting=other, actor=cast.ines)
    with pytest.raises(ValidationError, match="not the code"):
        check_in(meeting=other, enrolment=lena, code=code if code != other.check_in_code else "WRONG1")
    with (
        time_machine.travel(timezone.now() + timedelta(hours=2)),
        pytest.raises(ValidationError, match="not open"),
    ):
        check_in(meeting=running, enrolment=lena, code=code)
    close_check_in(meeting=running, actor=cast.ines)
    with pytest.raises(ValidationError, match="not open"):
        check_in(meeting=running, enrolment=lena, code="")


def test_a_code_is_made_only_while_the_doors_are_open(cast, cohort):
    for starts_in in (1, -3):
        with pytest.raises(ValidationError, match="15 minutes before"):
            open_check_in(meeting=make_meeting(cohort, starts_in=starts_in), actor=cast.ines)


def test_a_learner_does_not_overrule_their_instructor(cast, running, lena):
    mark(running, cast.ines, (lena, "absent", None))
    code = open_check_in(meeting=running, actor=cast.ines)
    with pytest.raises(ValidationError, match="recorded you already"):
        check_in(meeting=running, enrolment=lena, code=code)
    assert Attendance.objects.count() == 1


# A sheet of a video call


def call(meeting, text):
    return read_call(text, day=meeting.starts_at.date(), zone=meeting.cohort.zone)


def test_a_sheet_is_tried_out_then_written_and_the_same_sheet_again_writes_nothing(
    cast, cohort, running, lena
):
    omar = enrol_directly(cast.omar, cohort.version, cohort=cohort)
    third = enrol_directly(UserFactory(), cohort.version, cohort=cohort)
    mark(running, cast.ines, (omar, "excused", None))
    sheet = call(
        running,
        "email,minutes\nlena@example.org,30\nOMAR@example.org,90\nlena@example.org,50\nguest@example.org,90\nlena@example.org,x",
    )
    plan = plan_call(meeting=running, sheet=sheet, is_rest_absent=True)
    assert Attendance.objects.count() == 1
    assert [(one.enrolment, one.presence) for one in plan.write if one.enrolment == lena] == [
        (lena, Presence(Status.PRESENT, 80))
    ]
    assert [one.enrolment for one in plan.kept] == [omar]
    assert [finding.line for finding in plan.findings] == [5, 6]
    results = [
        import_call(meeting=running, sheet=sheet, is_rest_absent=True, actor=cast.ines) for _turn in range(2)
    ]
    assert results == [Marked(2, 0), Marked(0, 0)]
    assert {row.enrolment_id: row.status for row in Attendance.objects.current()} == {
        lena.pk: "present",
        omar.pk: "excused",
        third.pk: "absent",
    }


def test_the_call_knows_better_than_a_check_in_how_long_somebody_stayed(cast, running, lena):
    check_in(meeting=running, enrolment=lena, code=open_check_in(meeting=running, actor=cast.ines))
    sheet = call(running, "email,minutes\nlena@example.org,20")
    assert import_call(meeting=running, sheet=sheet, is_rest_absent=False, actor=cast.ines) == Marked(0, 1)
    [row] = Attendance.objects.current()
    assert (row.status, row.minutes, row.source, row.reason) == (
        "left-early",
        20,
        "call",
        "From the video call",
    )
