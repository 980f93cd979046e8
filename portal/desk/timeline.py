"""One learner in one cohort as a line of days: everything that happened, from rows that are kept anyway. No score, no forecast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import AuditEntry
from certificates.api import Credential
from courses.api import Enrolment, Mark, attendance_events, compiled_version, nudges_of

LONGEST = 400


@dataclass(frozen=True)
class Event:
    """`kind` picks the icon, `more` is a second line, `who` a person who is not the learner."""

    at: datetime
    kind: str
    title: str
    more: str = ""
    who: str = ""


@dataclass(frozen=True)
class Day:
    day: date
    events: tuple[Event, ...]


def timeline(enrolment: Enrolment) -> tuple[Day, ...]:
    """Newest day first; lessons read on one day are one line. Six queries."""
    events = sorted(
        (
            *_marks(enrolment),
            *_turns(enrolment),
            *_nudges(enrolment),
            *_meetings(enrolment),
            *_credentials(enrolment),
        ),
        key=lambda event: event.at,
        reverse=True,
    )
    zone = timezone.get_current_timezone()
    days = groupby(events[:LONGEST], key=lambda event: event.at.astimezone(zone).date())
    return tuple(Day(day, tuple(found)) for day, found in days)


def _marks(enrolment: Enrolment) -> Iterator[Event]:
    titles = {activity.pk: activity for activity in compiled_version(enrolment.version_id).activities}
    zone = timezone.get_current_timezone()
    read: dict[date, list[tuple[datetime, str]]] = {}
    for mark in Mark.objects.filter(enrolment=enrolment).select_related("actor").order_by("pk"):
        activity = titles[mark.activity_id]
        if mark.outcome == "read":
            day = mark.created_at.astimezone(zone).date()
            read.setdefault(day, []).append((mark.created_at, activity.title))
            continue
        yield Event(
            at=mark.created_at,
            kind="mark-bad" if mark.passed is False else "mark",
            title=_mark_title(mark, activity.title),
            more=mark.reason,
            who=mark.actor.get_full_name()
            if mark.actor is not None and mark.actor_id != enrolment.user_id
            else "",
        )
    for lessons in read.values():
        yield Event(
            at=lessons[-1][0],
            kind="read",
            title=_("Read %(count)d lessons") % {"count": len(lessons)}
            if len(lessons) > 1
            else _("Read a lesson"),
            more=", ".join(title for _at, title in lessons),
        )


def _mark_title(mark: Mark, title: str) -> str:
    facts = {
        "title": title,
        "points": f"{mark.points.normalize():f}",
        "possible": f"{mark.possible.normalize():f}",
    }
    if mark.detail.get("adjusted") is True:
        return _("“%(title)s” adjusted to %(points)s of %(possible)s") % facts
    if mark.detail.get("mode") == "guided":
        return _("Practised “%(title)s”") % facts
    if mark.passed is None or not mark.possible:
        return _("Done: “%(title)s”") % facts
    if mark.passed:
        return _("Passed “%(title)s”, %(points)s of %(possible)s") % facts
    return _("“%(title)s” not passed yet, %(points)s of %(possible)s") % facts


def _turns(enrolment: Enrolment) -> Iterator[Event]:
    """What was done with the enrolment itself, from the audit log."""
    words = {
        "enrolment.opened": _("Came into the cohort"),
        "enrolment.ended": _("Left the cohort"),
        "enrolment.dates-set": _("Got dates of their own"),
    }
    rows = AuditEntry.objects.filter(target_type="courses.enrolment", target_id=str(enrolment.pk))
    for row in rows.select_related("actor").order_by("happened_at", "pk"):
        if row.verb in words:
            is_other = row.actor is not None and row.actor_id != enrolment.user_id
            yield Event(
                at=row.happened_at,
                kind="turn",
                title=words[row.verb],
                who=row.actor.get_full_name() if row.actor is not None and is_other else "",
            )


def _nudges(enrolment: Enrolment) -> Iterator[Event]:
    for nudge in nudges_of(enrolment):
        yield Event(
            at=nudge.sent_at,
            kind="nudge",
            title=_("Nudge: %(words)s") % {"words": nudge.words},
            more=nudge.text[:200],
            who=nudge.sender,
        )


def _meetings(enrolment: Enrolment) -> Iterator[Event]:
    """The current record of each meeting, on the day of the meeting."""
    for row in attendance_events(enrolment):
        by = row.recorded_by
        yield Event(
            at=row.meeting.starts_at,
            kind="meeting",
            title=_("Meeting “%(title)s”: %(status)s")
            % {"title": row.meeting.title, "status": row.get_status_display()},
            more=str(row.get_source_display()),
            who=by.get_full_name() if by is not None and by.pk != enrolment.user_id else "",
        )


def _credentials(enrolment: Enrolment) -> Iterator[Event]:
    for credential in Credential.objects.filter(enrolment=enrolment).order_by("pk"):
        yield Event(
            at=credential.issued_at,
            kind="credential",
            title=_("Certificate %(serial)s") % {"serial": credential.serial},
            more=str(credential.get_state_display()),
        )
