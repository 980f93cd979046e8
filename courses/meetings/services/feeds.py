"""The secret calendar address of a person: make it, renew it, withdraw it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.api import record_audit
from courses.meetings.models import CalendarFeed

if TYPE_CHECKING:
    from accounts.api import User


@transaction.atomic
def renew_feed(*, user: User) -> CalendarFeed:
    """A new address; the old one is dead at once."""
    feed, _is_new = CalendarFeed.objects.update_or_create(
        user=user, defaults={"key": uuid.uuid4(), "made_at": timezone.now()}
    )
    record_audit(actor=user, verb="calendar.renewed", target=feed)
    return feed


@transaction.atomic
def withdraw_feed(*, user: User) -> None:
    """No address works any more."""
    feed = CalendarFeed.objects.select_for_update().filter(user=user).first()
    if feed is not None:
        record_audit(actor=user, verb="calendar.withdrawn", target=feed)
        feed.delete()
