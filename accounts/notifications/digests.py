"""The daily digest: one mail with what a person wanted once a day, at the hour they chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.mail.models import OutgoingMail
from accounts.mail.services import send_mail
from accounts.notifications.engine.delivery import DIGEST_HOUR, Channel, last_due
from accounts.notifications.kinds import DIGEST, find_kind
from accounts.notifications.models import Notification, NotificationChoice, NotificationHours
from accounts.notifications.services import footer, stop_url, zone_of

if TYPE_CHECKING:
    from accounts.users.models import User

MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    text: str
    why: str
    link: str
    created_at: datetime


def sweep_digests(*, now: datetime | None = None, limit: int = 2000) -> int:
    """Send each digest whose hour has struck; returns how many. Runs as often as you like: one a person and day."""
    moment = now or timezone.now()
    waiting = (
        Notification.objects.held().order_by("user_id").values_list("user_id", flat=True).distinct()[:limit]
    )
    return sum(send_digest(user_id=user_id, now=moment) for user_id in waiting)


@transaction.atomic
def send_digest(*, user_id: int, now: datetime) -> bool:
    """One mail with what was held before the hour struck and is not read yet; False when there is nothing to say."""
    user = get_user_model().objects.select_for_update().get(pk=user_id)
    hours = NotificationHours.objects.filter(user=user).first()
    due = last_due(now=now, zone=zone_of(user), hour=hours.digest_hour if hours else DIGEST_HOUR)
    key = f"digest:{user.pk}:{due.day}"
    held = Notification.objects.filter(user=user, created_at__lt=due.at).held()
    if not held.exists() or OutgoingMail.objects.filter(key=key).exists():
        return False
    rows = list(held.unread().order_by("created_at", "id"))
    is_wanted = user.is_active and not _is_off(user)
    if rows and is_wanted:
        stop = stop_url(user=user, kind=DIGEST)
        send_mail(
            key=key,
            template=DIGEST.template,
            to=user.email,
            context={
                "lines": [_line(row) for row in rows[:MOST_LINES]],
                "count": len(rows),
                "more": max(0, len(rows) - MOST_LINES),
                "day": due.at,
                "link": settings.SITE_URL + reverse("accounts:notifications"),
                "why": DIGEST.why,
                **footer(stop),
            },
            user=user,
            unsubscribe_url=stop,
        )
    held.update(digested_at=now)
    return bool(rows) and is_wanted


def _is_off(user: User) -> bool:
    return NotificationChoice.objects.filter(user=user, kind=DIGEST.name, channel=Channel.TRAY).exists()


def _line(row: Notification) -> Line:
    kind = find_kind(row.kind)
    return Line(
        title=row.title,
        text=row.text,
        why=str(kind.why) if kind else "",
        link=settings.SITE_URL + row.url,
        created_at=row.created_at,
    )
