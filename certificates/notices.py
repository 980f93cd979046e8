"""What certificates tells people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.api import NotificationGroup as Group
from accounts.api import NotificationKind as Kind
from accounts.api import register_notification_kind

_WHY = _("You get this because it is about a certificate in your name.")

KINDS = (
    Kind(
        "certificates.state",
        _("A certificate of mine was issued, suspended or withdrawn"),
        _WHY,
        Group.RESULTS,
        "certificates/issued",
        is_essential=True,
    ),
    Kind(
        "certificates.ends-soon",
        _("A certificate of mine ends soon"),
        _WHY,
        Group.RESULTS,
        "certificates/ends_soon",
    ),
)


def register() -> None:
    """Called once when the app is ready."""
    for kind in KINDS:
        register_notification_kind(kind)
