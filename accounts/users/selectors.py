"""What the profile page shows beside the form."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Count, Q

from accounts.users.models import User


@dataclass(frozen=True, slots=True)
class ProfilePage:
    passkeys: int
    has_app: bool
    has_recovery_codes: bool
    sessions: int


def profile_page(user: User) -> ProfilePage:
    """Two queries, whatever the person has."""
    kinds = Authenticator.objects.filter(user=user).aggregate(
        passkeys=Count("pk", filter=Q(type=Authenticator.Type.WEBAUTHN)),
        apps=Count("pk", filter=Q(type=Authenticator.Type.TOTP)),
        codes=Count("pk", filter=Q(type=Authenticator.Type.RECOVERY_CODES)),
    )
    return ProfilePage(
        passkeys=kinds["passkeys"],
        has_app=bool(kinds["apps"]),
        has_recovery_codes=bool(kinds["codes"]),
        sessions=UserSession.objects.filter(user=user).count(),
    )


def owns_address(*, user: User, email: str) -> bool:
    """Whether the person has shown that they read mail at `email`."""
    found: bool = EmailAddress.objects.filter(user=user, email=email.strip().lower(), verified=True).exists()
    return found


def has_account(email: str) -> bool:
    """Whether somebody signs in with this address. Ask only for a person who has shown that they read its mail."""
    return is_address_known(email) or User.objects.filter(email=email.strip().lower()).exists()


def is_address_known(email: str) -> bool:
    """Whether the address belongs to an account, confirmed or not."""
    found: bool = EmailAddress.objects.filter(email=email.strip().lower()).exists()
    return found


def verified_addresses(user: User) -> tuple[str, ...]:
    """Every address at which the person has shown to read mail; one query."""
    rows = EmailAddress.objects.filter(user=user, verified=True).order_by("pk")
    return tuple(rows.values_list("email", flat=True))
