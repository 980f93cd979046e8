"""All dates of one person as a calendar: meetings of their cohorts, and what is due there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrolments.models import Enrolment
from courses.meetings.access import taught_cohorts
from courses.meetings.engine.calendars import Event
from courses.meetings.models import Meeting
from courses.meetings.services.telling import event_of
from courses.schedules.models import ActivityDates

if TYPE_CHECKING:
    from accounts.api import User

KEPT = timedelta(days=120)
MOST = 1_000


def events_of(user: User) -> list[Event]:
    """Meetings where the person learns or teaches, from four months ago on, then due dates. Five queries at most."""
    since = timezone.now() - KEPT
    learns = list(
        Enrolment.objects.filter(user=user, ended_at=None, cohort__isnull=False)
        .select_related("cohort", "version")
        .defer("version__spec")
    )
    paths = {row.cohort_id: reverse("courses:my-meetings", args=[row.public_id]) for row in learns}
    for pk, public_id in taught_cohorts(user).values_list("pk", "public_id"):
        paths.setdefault(pk, reverse("courses:meetings", args=[public_id]))
    meetings = Meeting.objects.filter(cohort__in=list(paths), ends_at__gte=since).order_by("starts_at", "pk")
    shown = [
        event_of(meeting, f"{settings.SITE_URL}{paths[meeting.cohort_id]}{meeting.public_id}/")
        for meeting in meetings[:MOST]
    ]
    return [*shown, *_due(learns, since)]


def _due(learns: list[Enrolment], since: datetime) -> Iterator[Event]:
    """Due dates of single activities, a person's own before the cohort's, and the day on which each course closes."""
    cohorts = {row.cohort_id for row in learns}
    rows = list(
        ActivityDates.objects.filter(
            Q(cohort__in=cohorts) | Q(enrolment__in=learns), Q(due_at__gte=since) | Q(closes_at__gte=since)
        ).select_related("activity")
    )
    for enrolment in learns:
        mine = {row.activity_id: row for row in rows if row.cohort_id == enrolment.cohort_id}
        mine |= {row.activity_id: row for row in rows if row.enrolment_id == enrolment.pk}
        link = f"{settings.SITE_URL}{reverse('courses:learn', args=[enrolment.public_id])}"
        for row in mine.values():
            yield Event(
                uid=f"due-{row.pk}-{enrolment.public_id}@ready-room",
                sequence=0,
                changed_at=row.set_at,
                starts_at=row.due_at or row.closes_at or since,
                title=_("Due: %(title)s") % {"title": row.activity.title}
                if row.due_at
                else _("Closes: %(title)s") % {"title": row.activity.title},
                description=f"{enrolment.version.title}\n\n{link}",
                url=link,
            )
        if enrolment.closes_at is not None and enrolment.closes_at >= since:
            yield Event(
                uid=f"closes-{enrolment.public_id}@ready-room",
                sequence=0,
                changed_at=enrolment.started_at,
                starts_at=enrolment.closes_at,
                title=_("Course closes: %(title)s") % {"title": enrolment.version.title},
                description=link,
                url=link,
            )
