"""The doors to a line of one's own tray, and to the end of a kind of mail."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth import get_user_model
from django.http import Http404

from accounts.notifications.kinds import Kind, find_kind
from accounts.notifications.models import Notification
from accounts.notifications.tokens import read_stop_token

if TYPE_CHECKING:
    from accounts.users.models import User


def get_notification_for(user: User, public_id: UUID) -> Notification:
    """A line of this person's tray; anybody else's does not exist."""
    found: Notification | None = Notification.objects.filter(user=user, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def get_stop(token: str) -> tuple[User, Kind]:
    """The person and the kind that a link of a mail names; whoever holds the link may stop that kind, signed in or not."""
    named = read_stop_token(token)
    kind = find_kind(named.kind) if named else None
    person = (
        get_user_model().objects.filter(public_id=named.person, is_active=True).first() if named else None
    )
    if person is None or kind is None or kind.is_essential:
        raise Http404
    return person, kind
