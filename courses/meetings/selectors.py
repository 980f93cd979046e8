"""What the pages of meetings show, each in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from courses.cohorts.models import Cohort
from courses.enrolments.models import Enrolment
from courses.meetings.engine.presence import (
    DOORS_OPEN,
    THERE,
    Record,
    Summary,
    contact_minutes,
    summarise,
    whole_minutes,
)
from courses.meetings.models import Attendance, Meeting, MeetingState

PER_PAGE = 25
PER_SHEET = 100


@dataclass(frozen=True)
class Paging:
    page: int
    pages: int
    total: int

    @property
    def previous_page(self) -> int:
        return self.page - 1

    @property
    def next_page(self) -> int:
        return self.page + 1


def paging(total: int, page: int, per_page: int = PER_PAGE) -> Paging:
    pages = max(1, -(-total // per_page))
    return Paging(min(max(1, page), pages), pages, total)


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list; `there` of `recorded` learners came, `now` is running, soon, past or later.

    Who may not lead here any more is the leader of past meetings alone.
    """

    public_id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    join_url: str
    leader: str
    is_cancelled: bool
    cancel_reason: str
    is_series: bool
    now: str
    there: int = 0
    recorded: int = 0

    @property
    def lacks_leader(self) -> bool:
        return not self.leader and not self.is_cancelled and self.now != "past"


def line_of(meeting: Meeting, zone: Any, now: datetime) -> MeetingLine:
    moment = when(meeting, now)
    leader = meeting.instructor if meeting.is_led or moment == "past" else None
    return MeetingLine(
        public_id=meeting.public_id,
        title=meeting.title,
        starts_at=meeting.starts_at.astimezone(zone),
        ends_at=meeting.ends_at.astimezone(zone),
        place=meeting.place,
        join_url=meeting.join_url,
        leader=leader.get_full_name() if leader is not None else "",
        is_cancelled=meeting.is_cancelled,
        cancel_reason=meeting.cancel_reason,
        is_series=meeting.series is not None,
        now=moment,
        there=getattr(meeting, "there", 0),
        recorded=getattr(meeting, "recorded", 0),
    )


def when(meeting: Meeting, now: datetime) -> str:
    """`past`, `running`, `soon` (the doors are open) or `later`."""
    if now >= meeting.ends_at:
        return "past"
    if now >= meeting.starts_at:
        return "running"
    return "soon" if now >= meeting.starts_at - DOORS_OPEN else "later"


@dataclass(frozen=True)
class MeetingList:
    lines: tuple[MeetingLine, ...]
    counts: dict[str, int]
    show: str
    find: str
    paging: Paging
    learners: int


def meeting_list(cohort: Cohort, *, show: str, find: str, page: int) -> MeetingList:
    """One page of a cohort's meetings: next ones first to come, past ones newest first. Three queries."""
    now = timezone.now()
    groups = {
        "next": Q(state=MeetingState.PLANNED, ends_at__gt=now),
        "past": Q(state=MeetingState.PLANNED, ends_at__lte=now),
        "cancelled": Q(state=MeetingState.CANCELLED),
    }
    mine = Meeting.objects.filter(cohort=cohort)
    counts = mine.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in groups.items()},
        found=Count("pk", filter=groups[show] & _matches(find)),
    )
    pages = paging(counts.pop("found"), page)
    rows = (
        mine.filter(groups[show] & _matches(find))
        .with_leader()
        .annotate(
            recorded=Count("attendance", filter=Q(attendance__replaced_by=None)),
            there=Count(
                "attendance",
                filter=Q(attendance__replaced_by=None, attendance__status__in=[one.value for one in THERE]),
            ),
        )
        .order_by("starts_at" if show == "next" else "-starts_at", "pk")
    )
    first = (pages.page - 1) * PER_PAGE
    lines = tuple(line_of(row, cohort.zone, now) for row in rows[first : first + PER_PAGE])
    learners = Enrolment.objects.filter(cohort=cohort, ended_at=None).count()
    return MeetingList(lines, counts, show, find, pages, learners)


def _matches(find: str) -> Q:
    return Q(title__icontains=find) | Q(place__icontains=find) if find else Q()


@dataclass(frozen=True)
class AttendeeLine:
    """One learner of the cohort at one meeting, with the current record if there is one."""

    enrolment: Enrolment
    name: str
    email: str
    status: str
    label: str
    minutes: int | None
    source: str
    at: datetime | None
    by: str
    reason: str
    is_corrected: bool

    @property
    def how(self) -> str:
        """Who recorded it, and from what where it was not by hand."""
        return ", ".join(part for part in (self.source, self.by) if part)


def learners_of(cohort_id: int) -> QuerySet[Enrolment]:
    return (
        Enrolment.objects.filter(cohort=cohort_id, ended_at=None)
        .select_related("user", "client")
        .order_by("user__name", "pk")
    )


def attendee_lines(meeting: Meeting, learners: Iterable[Enrolment]) -> tuple[AttendeeLine, ...]:
    """The current record of each of these learners. One query."""
    rows = list(learners)
    found = {
        row.enrolment_id: row
        for row in Attendance.objects.current()
        .filter(meeting=meeting, enrolment__in=rows)
        .select_related("recorded_by")
    }
    return tuple(_attendee(enrolment, found.get(enrolment.pk)) for enrolment in rows)


def _attendee(enrolment: Enrolment, row: Attendance | None) -> AttendeeLine:
    by = row.recorded_by if row is not None else None
    return AttendeeLine(
        enrolment=enrolment,
        name=enrolment.user.get_full_name(),
        email=enrolment.user.email,
        status=row.status if row else "",
        label=str(row.get_status_display()) if row else "",
        minutes=row.minutes if row else None,
        source=str(row.get_source_display()) if row and not (by and row.source == "instructor") else "",
        at=row.recorded_at if row else None,
        by=by.get_full_name() if by is not None and by.pk != enrolment.user_id else "",
        reason=row.reason if row else "",
        is_corrected=row is not None and row.replaces_id is not None,
    )


def held_meetings(cohort_id: int, now: datetime) -> list[Meeting]:
    """Meetings that took place: planned, and over."""
    return list(
        Meeting.objects.planned().filter(cohort=cohort_id, ends_at__lte=now).order_by("starts_at", "pk")
    )


@dataclass(frozen=True)
class SummaryLine:
    enrolment_id: UUID
    name: str
    email: str
    client: str
    summary: Summary


def attendance_summary(cohort: Cohort, learners: Sequence[Enrolment]) -> tuple[SummaryLine, ...]:
    """What each of these learners came to, of the meetings that are over. Two queries."""
    meetings = held_meetings(cohort.pk, timezone.now())
    length = {meeting.pk: meeting.minutes for meeting in meetings}
    records: dict[int, list[Record]] = defaultdict(list)
    rows = Attendance.objects.current().filter(meeting__in=length, enrolment__in=learners)
    for meeting, enrolment, status, minutes in rows.values_list(
        "meeting_id", "enrolment_id", "status", "minutes"
    ):
        records[enrolment].append(Record(status, minutes, length[meeting]))
    lengths = list(length.values())
    return tuple(
        SummaryLine(
            enrolment_id=one.public_id,
            name=one.user.get_full_name(),
            email=one.user.email,
            client=one.client.name if one.client is not None else "",
            summary=summarise(records[one.pk], lengths),
        )
        for one in learners
    )


@dataclass(frozen=True)
class HistoryRow:
    status: str
    label: str
    minutes: int | None
    source: str
    by: str
    at: datetime
    reason: str
    is_replaced: bool


@dataclass(frozen=True)
class OwnMeeting:
    """A meeting with all that was recorded about one learner there, newest first."""

    line: MeetingLine
    history: tuple[HistoryRow, ...]
    contact: int

    @property
    def current(self) -> HistoryRow | None:
        return self.history[0] if self.history else None


def own_meetings(enrolment: Enrolment, zone: Any) -> tuple[OwnMeeting, ...]:
    """All meetings of a learner's cohort by time, with their own records. Two queries.

    Who has left the cohort keeps only what was recorded about them. `zone` is the reader's.
    """
    now = timezone.now()
    records: dict[int, list[Attendance]] = defaultdict(list)
    rows = Attendance.objects.filter(enrolment=enrolment).select_related("recorded_by").order_by("-pk")
    for row in rows:
        records[row.meeting_id].append(row)
    found = Meeting.objects.filter(cohort=enrolment.cohort_id).with_leader()
    if enrolment.ended_at is not None:
        found = found.filter(pk__in=records)
    return tuple(
        OwnMeeting(
            line_of(meeting, zone, now),
            history_of(records[meeting.pk], enrolment.user_id),
            _contact(meeting, records[meeting.pk]),
        )
        for meeting in found.order_by("starts_at", "pk")
    )


def own_summary(rows: Sequence[OwnMeeting]) -> Summary:
    """The sums over those meetings that took place."""
    held = [one for one in rows if one.line.now == "past" and not one.line.is_cancelled]
    lengths = [whole_minutes(one.line.ends_at - one.line.starts_at) for one in held]
    records = [
        Record(one.history[0].status, one.history[0].minutes, length)
        for one, length in zip(held, lengths, strict=True)
        if one.history
    ]
    return summarise(records, lengths)


def history_of(rows: Sequence[Attendance], learner_id: int) -> tuple[HistoryRow, ...]:
    return tuple(
        HistoryRow(
            status=row.status,
            label=str(row.get_status_display()),
            minutes=row.minutes,
            source=str(row.get_source_display()),
            by=row.recorded_by.get_full_name()
            if row.recorded_by is not None and row.recorded_by_id != learner_id
            else "",
            at=row.recorded_at,
            reason=row.reason,
            is_replaced=number > 0,
        )
        for number, row in enumerate(rows)
    )


def _contact(meeting: Meeting, rows: Sequence[Attendance]) -> int:
    if not rows or meeting.is_cancelled:
        return 0
    return contact_minutes(rows[0].status, rows[0].minutes, meeting.minutes)


def records_of(meeting: Meeting, enrolment: Enrolment) -> tuple[HistoryRow, ...]:
    """What was recorded about one learner at one meeting, newest first. One query."""
    rows = list(
        Attendance.objects.filter(meeting=meeting, enrolment=enrolment)
        .select_related("recorded_by")
        .order_by("-pk")
    )
    return history_of(rows, enrolment.user_id)


def attendance_events(enrolment: Enrolment) -> list[Attendance]:
    """Current records with their meeting, for a learner's line of days. One query."""
    return list(
        Attendance.objects.current()
        .filter(enrolment=enrolment)
        .select_related("meeting", "recorded_by")
        .order_by("pk")
    )


def next_meeting(cohort_id: int, zone: Any) -> MeetingLine | None:
    """The meeting that runs now, or the next one. One query."""
    now = timezone.now()
    meeting = (
        Meeting.objects.planned()
        .filter(cohort=cohort_id, ends_at__gt=now)
        .with_leader()
        .order_by("starts_at", "pk")
        .first()
    )
    return line_of(meeting, zone, now) if meeting is not None else None


@dataclass(frozen=True)
class DeskMeeting:
    line: MeetingLine
    cohort_id: UUID
    cohort: str


def meetings_today(cohorts: Iterable[int], now: datetime) -> tuple[DeskMeeting, ...]:
    """The planned meetings of these cohorts on the reader's day, by time. One query."""
    zone = timezone.get_current_timezone()
    begin = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = (
        Meeting.objects.planned()
        .filter(cohort__in=list(cohorts), starts_at__lt=begin + timedelta(days=1), ends_at__gt=begin)
        .with_leader()
        .select_related("cohort")
        .order_by("starts_at", "pk")
    )
    return tuple(DeskMeeting(line_of(row, zone, now), row.cohort.public_id, row.cohort.name) for row in rows)
