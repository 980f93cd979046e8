"""Meetings for tests: built through the models, small and valid."""

from __future__ import annotations

import itertools
from datetime import timedelta

from django.utils import timezone

from courses.models import Attendance, Meeting

_numbers = itertools.count(1)


def make_meeting(cohort, *, starts_in: float = 24, minutes: int = 90, **fields) -> Meeting:
    """A planned meeting `starts_in` hours from now (negative: it has begun or is over), told already."""
    start = timezone.now().replace(microsecond=0) + timedelta(hours=starts_in)
    return Meeting.objects.create(
        **{
            "cohort": cohort,
            "title": f"Meeting {next(_numbers)}",
            "starts_at": start,
            "ends_at": start + timedelta(minutes=minutes),
            "join_url": "https://call.example/room",
            "told_sequence": 0,
        }
        | fields
    )


def record(
    meeting: Meeting, enrolment, status: str = "present", minutes: int | None = None, **fields
) -> Attendance:
    """A record that an instructor made."""
    return Attendance.objects.create(
        **{
            "meeting": meeting,
            "enrolment": enrolment,
            "status": status,
            "minutes": minutes,
            "source": "instructor",
        }
        | fields
    )
