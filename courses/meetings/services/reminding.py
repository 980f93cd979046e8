"""Remind people the day before a meeting.

Truth is the rows: a meeting that begins within a day and was not reminded of is, once, by whichever worker comes first.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.api import notify
from courses.cohorts.models import CohortState
from courses.meetings.models import Meeting
from courses.meetings.services.telling import MANY, readers_of

if TYPE_CHECKING:
    from datetime import datetime

    from courses.meetings.models import MeetingQuerySet

KIND = "courses.meeting-reminder"
AHEAD = timedelta(hours=24)
AT_ONCE = 200


def due_for_reminder(now: datetime) -> MeetingQuerySet:
    """Meetings of open cohorts that begin within a day, and have stood as they are for longer than that.

    About one that was planned or moved less than a day ahead people have just had a mail.
    """
    found: MeetingQuerySet = Meeting.objects.planned().filter(
        reminded_at=None,
        starts_at__gt=now,
        starts_at__lte=now + AHEAD,
        changed_at__lte=F("starts_at") - AHEAD,
        cohort__state=CohortState.OPEN,
    )
    return found


def remind_of_meetings() -> int:
    """Tell learners, and who leads; returns how many people. Safe to run twice, and by two workers at once."""
    ids = due_for_reminder(timezone.now()).order_by("starts_at", "pk").values_list("pk", flat=True)
    return sum(_remind(pk) for pk in list(ids[:AT_ONCE]))


@transaction.atomic
def _remind(meeting_id: int) -> int:
    now = timezone.now()
    meeting = (
        due_for_reminder(now)
        .filter(pk=meeting_id)
        .with_leader()
        .select_related("cohort")
        .select_for_update(of=("self",), skip_locked=True)
        .first()
    )
    if meeting is None:
        return 0
    readers = readers_of(meeting.cohort, [meeting])
    for reader in readers:
        notify(
            key=f"{KIND}:{meeting.pk}:{meeting.starts_at:%Y%m%d%H%M}:{reader.user.pk}",
            kind=KIND,
            user=reader.user,
            context={"meeting": meeting, "cohort": meeting.cohort.name},
            url=f"{reader.path}{meeting.public_id}/",
            is_queued=len(readers) <= MANY,
        )
    Meeting.objects.filter(pk=meeting.pk).update(reminded_at=now)
    return len(readers)
