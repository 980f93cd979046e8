"""Plan, change and cancel meetings. The cohort's row is held, so two people who plan at once do not collide."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.api import enqueue, record_audit
from courses.cohorts.models import Cohort
from courses.cohorts.services import lock_cohort
from courses.meetings.engine.recurrence import MOST, moved, to_local, to_utc
from courses.meetings.models import Meeting, MeetingState

if TYPE_CHECKING:
    from accounts.api import User

MOST_IN_COHORT = 500
TASK = "courses.tell_meetings"


@dataclass(frozen=True)
class Details:
    """What a meeting is, without its beginning."""

    title: str
    minutes: int
    agenda: str = ""
    place: str = ""
    join_url: str = ""
    instructor: User | None = None


def plan_meetings(
    *, cohort: Cohort, starts: Sequence[datetime], details: Details, is_told: bool, actor: User
) -> list[Meeting]:
    """Write down one meeting, or a series with one row for each of `starts` (aware). All or nothing."""
    if not 1 <= len(starts) <= MOST:
        raise ValidationError(_("A series has 1 to %(most)s meetings.") % {"most": MOST})
    series = uuid.uuid4() if len(starts) > 1 else None
    with transaction.atomic():
        held = lock_cohort(cohort)
        there = Meeting.objects.filter(cohort=held).count()
        if there + len(starts) > MOST_IN_COHORT:
            raise ValidationError(
                _("A cohort has up to %(most)s meetings; this one has %(there)s.")
                % {"most": MOST_IN_COHORT, "there": there}
            )
        _need_free(held, details.title, set(starts), leave_out=[])
        made = [
            Meeting(
                cohort=held,
                series=series,
                starts_at=begin,
                ends_at=begin + timedelta(minutes=details.minutes),
                created_by=actor,
                **_fields(details),
            )
            for begin in starts
        ]
        _check(made[0])
        for meeting in made:
            meeting.told_sequence = None if _is_to_tell(meeting, is_told) else 0
        Meeting.objects.bulk_create(made)
        _note("meeting.planned", made, held, actor)
    return made


def change_meeting(
    *,
    meeting: Meeting,
    starts_at: datetime,
    details: Details,
    is_following: bool,
    is_told: bool,
    actor: User,
) -> int:
    """Change one meeting, or this one and those of its series that follow; returns how many rows changed.

    What is the same as before in this meeting stays as it is in the others. A move shifts them by as many days, to the
    same new time of the clock.
    """
    with transaction.atomic():
        cohort = lock_cohort(meeting.cohort)
        rows = _rows(meeting, is_following)
        edited = next(row for row in rows if row.pk == meeting.pk)
        zone = cohort.zone
        old, new = to_local(edited.starts_at, zone), to_local(starts_at, zone)
        given = {name: value for name, value in _fields(details).items() if value != getattr(edited, name)}
        is_longer = details.minutes != edited.minutes
        changed: list[Meeting] = []
        for row in rows:
            before = (row.starts_at, row.ends_at, *(getattr(row, name) for name in given))
            facts = row.facts
            length = details.minutes if is_longer else row.minutes
            if row.pk == edited.pk:
                row.starts_at = starts_at
            elif new != old:
                row.starts_at = to_utc(moved(to_local(row.starts_at, zone), old=old, new=new), zone)
            row.ends_at = row.starts_at + timedelta(minutes=length)
            for name, value in given.items():
                setattr(row, name, value)
            if before != (row.starts_at, row.ends_at, *(getattr(row, name) for name in given)):
                changed.append(row)
                if not row.told and row.told_sequence == row.sequence:
                    row.told = (
                        facts  # no mail told of it yet: a change is compared with what stood on the page
                    )
                if row.starts_at != before[0]:
                    row.reminded_at = None
        for title in {row.title for row in changed}:
            starts = {row.starts_at for row in changed if row.title == title}
            _need_free(cohort, title, starts, leave_out=[row.pk for row in changed])
        # A series that moves by its own step meets its own next row: the far end goes first.
        for row in sorted(changed, key=lambda one: one.starts_at, reverse=new > old):
            _keep(row, is_told)
        if changed:
            _note("meeting.changed", changed, cohort, actor)
    return len(changed)


def cancel_meeting(*, meeting: Meeting, reason: str, is_following: bool, is_told: bool, actor: User) -> int:
    """Cancel one meeting, or this one and those of its series that follow. The rows stay; repeating changes nothing."""
    with transaction.atomic():
        cohort = lock_cohort(meeting.cohort)
        if Meeting.objects.filter(pk=meeting.pk, state=MeetingState.CANCELLED).exists():
            return 0
        rows = _rows(meeting, is_following)
        for row in rows:
            row.state, row.cancel_reason, row.check_in_code = MeetingState.CANCELLED, reason.strip(), ""
            _keep(row, is_told)
        _note("meeting.cancelled", rows, cohort, actor)
    return len(rows)


def _fields(details: Details) -> dict[str, Any]:
    return {
        "title": details.title,
        "agenda": details.agenda,
        "place": details.place,
        "join_url": details.join_url,
        "instructor": details.instructor,
    }


def _rows(meeting: Meeting, is_following: bool) -> list[Meeting]:
    """The planned rows that an act is about, held until the transaction ends."""
    mine = Meeting.objects.planned().filter(cohort=meeting.cohort_id)
    if is_following and meeting.series is not None:
        mine = mine.filter(series=meeting.series, starts_at__gte=meeting.starts_at)
    else:
        mine = mine.filter(pk=meeting.pk)
    rows = list(mine.select_for_update(of=("self",)).select_related("instructor").order_by("starts_at", "pk"))
    if meeting.pk not in {row.pk for row in rows}:
        raise ValidationError(_("This meeting was moved or cancelled a moment ago. Look at it again."))
    return rows


def _need_free(cohort: Cohort, title: str, starts: set[datetime], *, leave_out: list[int]) -> None:
    twin = (
        Meeting.objects.planned()
        .filter(cohort=cohort, title=title, starts_at__in=starts)
        .exclude(pk__in=leave_out)
        .first()
    )
    if twin is not None:
        shown = date_format(twin.starts_at.astimezone(cohort.zone), "j M Y, H:i")
        raise ValidationError(
            _("“%(title)s” stands at %(when)s already. Choose another time or title.")
            % {"title": title, "when": shown}
        )


def _is_to_tell(meeting: Meeting, is_told: bool) -> bool:
    return is_told and meeting.ends_at > timezone.now()


def _keep(row: Meeting, is_told: bool) -> None:
    row.sequence += 1
    row.changed_at = timezone.now()
    if not _is_to_tell(row, is_told):
        row.told_sequence = row.sequence
    _check(row)
    row.save()


def _check(row: Meeting) -> None:
    """The rules of the fields; which people and which cohort are the caller's, and the database keeps the rest."""
    row.full_clean(exclude=["cohort", "instructor", "created_by"], validate_constraints=False)


def _note(verb: str, rows: Sequence[Meeting], cohort: Cohort, actor: User) -> None:
    record_audit(
        actor=actor,
        verb=verb,
        target=rows[0],
        partner=cohort.partner,
        detail={"meetings": len(rows), "cohort": cohort.pk},
    )
    enqueue(TASK, cohort.pk)
