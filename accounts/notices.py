"""What accounts tells people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import DIGEST, Group, Kind, register_notification_kind

KINDS = (
    DIGEST,
    Kind(
        "accounts.security",
        _("Your account or the way you sign in changed"),
        _("You get this because your account was changed."),
        Group.ACCOUNT,
        "accounts/account",
        is_essential=True,
    ),
    Kind(
        "accounts.export-ready",
        _("The copy of your data is ready"),
        _("You get this because you asked for a copy of your data."),
        Group.ACCOUNT,
        "accounts/export-ready",
        is_essential=True,
    ),
    Kind(
        "accounts.erasure-asked",
        _("Your account will be erased"),
        _("You get this because somebody who was signed in as you asked for it."),
        Group.ACCOUNT,
        "accounts/erasure-asked",
        is_essential=True,
    ),
    Kind(
        "accounts.invitation",
        _("Somebody invites you"),
        _("You get this because somebody invited your address."),
        Group.ACCOUNT,
        "accounts/partner-invitation",
        is_essential=True,
    ),
    Kind(
        "accounts.partner-appeal",
        _("A refused partner appeals"),
        _("You get this because you work for the programme."),
        Group.PROGRAMME,
        "accounts/partner-appeal",
    ),
    Kind(
        "accounts.partner-state",
        _("The programme decided about your organisation"),
        _("You get this because you own a partner."),
        Group.PARTNER,
        "accounts/partner-state",
        is_essential=True,
    ),
    Kind(
        "accounts.agreement",
        _("Your agreement ends soon, or has ended"),
        _("You get this because you own a partner."),
        Group.PARTNER,
        "accounts/renewal",
        is_essential=True,
    ),
)


def register() -> None:
    """Called once when the app is ready."""
    for kind in KINDS:
        register_notification_kind(kind)
