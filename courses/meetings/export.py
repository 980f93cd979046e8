"""The rows of the attendance file. No cell of it runs in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from courses.cohorts.engine.sheets import safe_cell
from courses.cohorts.models import Cohort
from courses.meetings.models import Attendance
from courses.meetings.selectors import attendance_summary, held_meetings, learners_of


def rows_of(cohort: Cohort) -> Iterator[list[Any]]:
    """One row a learner: the sums, then a column for each meeting that was held."""
    return ([safe_cell(value) for value in row] for row in _rows(cohort))


def _rows(cohort: Cohort) -> Iterator[list[Any]]:
    meetings = held_meetings(cohort.pk, timezone.now())
    learners = list(learners_of(cohort.pk))
    statuses = {
        (row.enrolment_id, row.meeting_id): row
        for row in Attendance.objects.current().filter(meeting__in=meetings, enrolment__in=learners)
    }
    days = [meeting.starts_at.astimezone(cohort.zone).strftime("%Y-%m-%d %H:%M") for meeting in meetings]
    yield [
        gettext("Learner"),
        gettext("Email"),
        gettext("Organisation"),
        gettext("Meetings held"),
        gettext("Came to"),
        gettext("Excused"),
        gettext("Absent"),
        gettext("Not recorded"),
        gettext("Contact minutes"),
        *(f"{meeting.title}, {day}" for meeting, day in zip(meetings, days, strict=True)),
    ]
    for enrolment, line in zip(learners, attendance_summary(cohort, learners), strict=True):
        found, cells = line.summary, []
        for meeting in meetings:
            row = statuses.get((enrolment.pk, meeting.pk))
            cells.append(_cell(row) if row is not None else "")
        yield [
            line.name, line.email, line.client, found.held, found.there, found.excused, found.absent,
            found.unrecorded, found.minutes, *cells,
        ]  # fmt: skip


def _cell(row: Attendance) -> str:
    word = str(row.get_status_display())
    return word if row.minutes is None else f"{word} ({row.minutes})"
