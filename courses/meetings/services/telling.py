"""Tell the learners of a cohort, and who leads, by mail what is new about its meetings.

Truth is the rows: a meeting whose `sequence` has not been told is told once, by whichever worker comes first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.api import Attachment, User, enqueue, notify
from courses.cohorts.models import Cohort
from courses.cohorts.services import lock_cohort
from courses.enrolments.models import Enrolment
from courses.meetings.engine.calendars import Event, Mailbox, Method, write_calendar
from courses.meetings.models import Meeting

KIND = "courses.meeting"
MANY = 50


@dataclass(frozen=True)
class Before:
    """What the last mail said and holds no more; the moments are empty where the time is the same."""

    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    is_elsewhere: bool
    has_other_link: bool

    @property
    def is_all_the_same(self) -> bool:
        return not (self.title or self.starts_at or self.is_elsewhere or self.has_other_link)


@dataclass(frozen=True)
class News:
    """One meeting with what is new about it: new, changed or cancelled; `before` where a change can be compared."""

    kind: str
    meeting: Meeting
    before: Before | None = None


def tell_meetings(*, cohort_id: int) -> int:
    """Write the mails that are due for one cohort; returns how many. Safe to run twice."""
    with transaction.atomic():
        cohort = Cohort.objects.filter(pk=cohort_id).first()
        if cohort is None:
            return 0
        held = lock_cohort(cohort)
        rows = list(
            Meeting.objects.filter(cohort=held)
            .untold()
            .with_leader()
            .select_for_update(of=("self",))
            .order_by("starts_at", "pk")
        )
        news = worth_telling(rows, timezone.now())
        for row in rows:
            Meeting.objects.filter(pk=row.pk).update(told_sequence=row.sequence, told=row.facts)
        return _write_mails(held, news) if news else 0


def worth_telling(rows: Iterable[Meeting], now: datetime) -> list[News]:
    """What people have not heard: nothing about meetings that are over, nor about those cancelled before they were told."""
    news = []
    for row in rows:
        if row.ends_at <= now or (row.is_cancelled and row.told_sequence is None):
            continue
        kind = "cancelled" if row.is_cancelled else "new" if row.told_sequence is None else "changed"
        news.append(News(kind, row, before_of(row) if kind == "changed" else None))
    return news


def before_of(row: Meeting) -> Before | None:
    """What differs from the last mail about it; None where nobody wrote down what that said."""
    if not row.told:
        return None
    starts_at, ends_at = (datetime.fromisoformat(row.told[name]) for name in ("starts_at", "ends_at"))
    is_moved = (starts_at, ends_at) != (row.starts_at, row.ends_at)
    return Before(
        title=row.told["title"] if row.told["title"] != row.title else "",
        starts_at=starts_at if is_moved else None,
        ends_at=ends_at if is_moved else None,
        place=row.told["place"],
        is_elsewhere=row.told["place"] != row.place,
        has_other_link=row.told["join_url"] != row.join_url,
    )


def sweep_meetings() -> int:
    """Queue every cohort with news that no worker has told yet."""
    ids = list(Meeting.objects.untold().order_by().values_list("cohort_id", flat=True).distinct()[:500])
    for cohort_id in ids:
        enqueue("courses.tell_meetings", cohort_id)
    return len(ids)


def _write_mails(cohort: Cohort, news: Sequence[News]) -> int:
    stamp = ",".join(f"{one.meeting.pk}:{one.meeting.sequence}" for one in news)
    digest = hashlib.sha256(stamp.encode()).hexdigest()[:20]
    readers = readers_of(cohort, [one.meeting for one in news])
    for reader in readers:
        told = [one for one in news if not reader.leads or one.meeting.instructor_id == reader.user.pk]
        notify(
            key=f"{KIND}:{cohort.pk}:{digest}:{reader.user.pk}",
            kind=KIND,
            user=reader.user,
            context={"news": told, "only": told[0] if len(told) == 1 else None, "cohort": cohort.name},
            url=reader.path,
            attachments=[_attachment(told, reader.user, reader.path)],
            is_queued=len(readers) <= MANY,
        )
    return len(readers)


@dataclass(frozen=True)
class Reader:
    """Somebody who hears of meetings; `path` is their list of them. Who leads hears of their own meetings alone."""

    user: User
    path: str
    leads: bool


def readers_of(cohort: Cohort, meetings: Iterable[Meeting]) -> list[Reader]:
    """The learners of the cohort, and who leads these meetings and still may. One query."""
    learners = Enrolment.objects.filter(cohort=cohort, ended_at=None, user__is_active=True)
    readers = [
        Reader(row.user, reverse("courses:my-meetings", args=[row.public_id]), leads=False)
        for row in learners.select_related("user")
    ]
    desk = reverse("courses:meetings", args=[cohort.public_id])
    leading = {one.instructor for one in meetings if one.instructor is not None and one.is_led}
    readers += [Reader(user, desk, leads=True) for user in leading]
    return sorted(readers, key=lambda reader: reader.user.pk)


def _attachment(news: Sequence[News], user: User, path: str) -> Attachment:
    """The file that goes along: one meeting as a request or its cancellation, several as dates to take over.

    RFC 5546 lets a request speak of one event alone; who has the calendar address sees a series there anyway.
    """
    events = [event_of(one.meeting, f"{settings.SITE_URL}{path}") for one in news]
    method = Method.PUBLISH
    if len(news) == 1:
        method = Method.CANCEL if news[0].kind == "cancelled" else Method.REQUEST
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    text = write_calendar(
        events,
        name=settings.SITE_NAME,
        method=method,
        organizer=Mailbox(name or settings.SITE_NAME, address),
        attendee=Mailbox(user.get_full_name(), user.email),
    )
    return Attachment("meeting.ics", f"text/calendar; method={method.value}", text.encode())


def event_of(meeting: Meeting, link: str) -> Event:
    """A meeting as an event of a calendar; `link` leads to its page here."""
    parts = [meeting.agenda, meeting.join_url, link]
    return Event(
        uid=f"{meeting.public_id}@ready-room",
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=meeting.title,
        description="\n\n".join(part for part in parts if part),
        place=meeting.place or meeting.join_url,
        url=meeting.join_url or link,
        is_cancelled=meeting.is_cancelled,
    )
