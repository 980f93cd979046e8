"""Say something to a cohort: write an announcement, change it, take it back, tell everybody once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import enqueue, notify, record_audit
from courses.cohorts.models import Cohort, CohortState
from courses.enrolments.models import Enrolment
from courses.messages.engine.markup import draw, plain
from courses.messages.models import Announcement, AnnouncementRead

if TYPE_CHECKING:
    from accounts.api import User

MANY = 50


@transaction.atomic
def write_announcement(
    *, cohort: Cohort, title: str, text: str, publish_at: datetime | None, actor: User
) -> Announcement:
    """Write to everybody in the cohort, now or at `publish_at`."""
    if cohort.state == CohortState.CLOSED:
        raise ValidationError(_("The cohort is closed. Nobody reads announcements there any more."))
    now = timezone.now()
    row = Announcement.objects.create(
        cohort=cohort,
        author=actor,
        title=" ".join(title.split()),
        text=text.strip(),
        html=draw(text),
        created_at=now,
        publish_at=max(publish_at or now, now),
    )
    record_audit(actor=actor, verb="announcement.written", target=row, partner=cohort.partner)
    if row.publish_at <= now:
        enqueue("courses.send_announcement", row.pk)
    return row


@transaction.atomic
def edit_announcement(
    *, announcement: Announcement, title: str, text: str, publish_at: datetime | None, actor: User
) -> Announcement:
    """Change the words; once it is out it carries the mark "edited" and nobody is told again. The hour can be moved before it."""
    row = _held(announcement)
    now = timezone.now()
    if row.withdrawn_at is not None:
        raise ValidationError(_("This announcement was withdrawn."))
    before = (row.title, row.text)
    row.title, row.text = " ".join(title.split()), text.strip()
    row.html = draw(row.text)
    if row.sent_at is None and row.publish_at > now:
        row.publish_at = max(publish_at or now, now)
    elif (row.title, row.text) != before:
        row.edited_at = now
    row.save(update_fields=["title", "text", "html", "publish_at", "edited_at"])
    record_audit(actor=actor, verb="announcement.edited", target=row, partner=announcement.cohort.partner)
    _show_newest(row.cohort_id)
    if row.sent_at is None and row.publish_at <= now:
        enqueue("courses.send_announcement", row.pk)
    return row


@transaction.atomic
def withdraw_announcement(*, announcement: Announcement, actor: User) -> Announcement:
    """Take it back: learners see it no more. Twice is once."""
    row = _held(announcement)
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        record_audit(
            actor=actor, verb="announcement.withdrawn", target=row, partner=announcement.cohort.partner
        )
        _show_newest(row.cohort_id)
    return row


def _held(announcement: Announcement) -> Announcement:
    return Announcement.objects.select_for_update().get(pk=announcement.pk)


def _show_newest(cohort_id: int) -> None:
    """Keep the line on the course page in step: it is read with the course, without a query of its own."""
    newest = Announcement.objects.filter(
        cohort_id=cohort_id, withdrawn_at=None, sent_at__isnull=False
    ).first()
    Cohort.objects.filter(pk=cohort_id).update(
        notice_title=newest.title if newest else "", notice_at=newest.publish_at if newest else None
    )


def send_announcement(*, announcement_id: int) -> int:
    """Tell everybody who is in the cohort now; safe to run again after a crash: nobody is told twice."""
    row = Announcement.objects.select_related("cohort", "author").filter(pk=announcement_id).first()
    if row is None or row.sent_at is not None or row.withdrawn_at is not None:
        return 0
    if row.publish_at > timezone.now():
        return 0
    learners = list(
        Enrolment.objects.open().filter(cohort=row.cohort).select_related("user").order_by("user_id")
    )
    for enrolment in learners:
        notify(
            key=f"announcement:{row.public_id}:{enrolment.user_id}",
            kind="courses.announcement",
            user=enrolment.user,
            context={
                "title": row.title,
                "text": row.text,
                "html": row.html,
                "sender": row.author.get_full_name() if row.author else "",
                "cohort": row.cohort.name,
            },
            url=reverse("courses:announcements", args=[enrolment.public_id]),
            text=plain(row.html),
            is_queued=len(learners) <= MANY,
        )
    with transaction.atomic():
        Announcement.objects.filter(pk=row.pk, sent_at=None).update(sent_at=timezone.now())
        _show_newest(row.cohort_id)
    return len(learners)


def sweep_announcements() -> int:
    """Send what is due: planned for now, or left by a worker that died."""
    due = Announcement.objects.filter(sent_at=None, withdrawn_at=None, publish_at__lte=timezone.now())
    return sum(
        send_announcement(announcement_id=pk) for pk in due.order_by("pk").values_list("pk", flat=True)
    )


def note_reading(*, enrolment: Enrolment, announcements: list[Announcement]) -> None:
    """Count these as read by one more learner, once."""
    known = set(
        AnnouncementRead.objects.filter(
            enrolment=enrolment, announcement__in=[row.pk for row in announcements]
        ).values_list("announcement_id", flat=True)
    )
    AnnouncementRead.objects.bulk_create(
        (
            AnnouncementRead(enrolment=enrolment, announcement=row)
            for row in announcements
            if row.pk not in known
        ),
        ignore_conflicts=True,
    )
