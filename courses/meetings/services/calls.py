"""A sheet of a video tool compared with the cohort: first as a dry run, then for real. Repeatable at any time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from courses.enrolments.models import Enrolment
from courses.meetings.engine.call_csv import CallError, CallRow, CallSheet
from courses.meetings.engine.presence import Presence, Status, from_minutes, from_stays
from courses.meetings.models import Attendance, AttendanceSource, Meeting, StatusChoice
from courses.meetings.services.presence import Marked, lock_meeting, record_presence

if TYPE_CHECKING:
    from accounts.api import User


@dataclass(frozen=True)
class Finding:
    line: int
    problem: str


@dataclass(frozen=True)
class PlannedRecord:
    """What one learner would get; `before` is the word of the record that it replaces."""

    enrolment: Enrolment
    presence: Presence
    label: str
    before: str = ""


@dataclass(frozen=True)
class CallPlan:
    """What an import would do. Nothing is written by making it. `kept` were marked by an instructor, who has the last word."""

    write: tuple[PlannedRecord, ...]
    same: tuple[PlannedRecord, ...]
    kept: tuple[PlannedRecord, ...]
    findings: tuple[Finding, ...]


def plan_call(*, meeting: Meeting, sheet: CallSheet, is_rest_absent: bool) -> CallPlan:
    """Sort the learners: to write, the same already, marked by hand. Two queries.

    `is_rest_absent` gives those who are neither in the sheet nor recorded “absent”.
    """
    learners = {
        row.user.email: row
        for row in Enrolment.objects.filter(cohort=meeting.cohort_id, ended_at=None)
        .select_related("user")
        .order_by("user__name", "pk")
    }
    current = {row.enrolment_id: row for row in Attendance.objects.current().filter(meeting=meeting)}
    rows: dict[str, list[CallRow]] = {}
    findings = [Finding(error.line, say(error)) for error in sheet.errors]
    for row in sheet.rows:
        if row.email in learners:
            rows.setdefault(row.email, []).append(row)
        else:
            text = _("No learner of this cohort has the address “%(email)s”.") % {"email": row.email[:80]}
            findings.append(Finding(row.line, text))
    write, same, kept = [], [], []
    for email, enrolment in learners.items():
        old = current.get(enrolment.pk)
        if email in rows:
            presence = presence_of(rows[email], meeting)
        elif is_rest_absent and old is None:
            presence = Presence(Status.ABSENT)
        else:
            continue
        label = str(StatusChoice(presence.status.value).label)
        one = PlannedRecord(enrolment, presence, label, str(old.get_status_display()) if old else "")
        if old is None:
            write.append(one)
        elif (old.status, old.minutes) == (presence.status.value, presence.minutes):
            same.append(one)
        elif old.source == AttendanceSource.INSTRUCTOR:
            kept.append(one)
        else:
            write.append(one)
    findings.sort(key=lambda one: one.line)
    return CallPlan(tuple(write), tuple(same), tuple(kept), tuple(findings))


def import_call(*, meeting: Meeting, sheet: CallSheet, is_rest_absent: bool, actor: User) -> Marked:
    """Record what the sheet says; rows with errors are left out. The same sheet again writes nothing."""
    with transaction.atomic():
        held = lock_meeting(meeting)
        plan = plan_call(meeting=held, sheet=sheet, is_rest_absent=is_rest_absent)
        return record_presence(
            meeting=held,
            found=[(one.enrolment, one.presence) for one in plan.write],
            reason=_("From the video call"),
            source=AttendanceSource.CALL,
            actor=actor,
        )


def presence_of(rows: list[CallRow], meeting: Meeting) -> Presence:
    """What all rows of one person say together: stays where there are any, else the sum of minutes."""
    stays = [row.stay for row in rows if row.stay is not None]
    if stays:
        return from_stays(stays, meeting.starts_at, meeting.ends_at)
    return from_minutes(sum(row.minutes or 0 for row in rows), meeting.minutes)


def say(error: CallError) -> str:
    """A problem in words, with how to mend it."""
    value = {"value": error.value}
    words = {
        "empty": _("The sheet is empty."),
        "too-long": _("The sheet is larger than 1 MB."),
        "too-many": _("A sheet holds up to 5,000 rows. The rest was left out."),
        "unreadable": _("The file cannot be read as CSV. Check the quotes."),
        "no-column": _("The first line has no column “%(value)s”. Name it so.") % value,
        "no-rows": _("There is no row below the first line."),
        "bad-email": _("“%(value)s” is not a complete address.") % value,
        "bad-time": _("“%(value)s” is no time. Write 14:05 or 2026-03-02 14:05.") % value,
        "backwards": _("The person leaves at “%(value)s”, before they join.") % value,
        "no-time": _("There is neither join and leave, nor minutes."),
        "bad-minutes": _("“%(value)s” is no number of minutes. Write 52 or 0:52:00.") % value,
    }
    return words[error.code]
