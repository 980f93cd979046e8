"""What follows from allauth's signals: audit entries, and the end of other sessions when a password changes."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.audit.services import record_audit
from accounts.users.models import User
from accounts.users.services import end_sessions


@receiver(account.user_signed_up)
def _signed_up(request: HttpRequest, user: User, **_: Any) -> None:
    request.session.pop("account_verified_email", None)
    record_audit(actor=user, verb="person.signed-up", target=user)


@receiver([account.password_changed, account.password_set, account.password_reset])
def _password_changed(request: HttpRequest, user: User, signal: Any, **_: Any) -> None:
    """Whoever else holds a session of this person loses it at once."""
    keep = request.session.session_key if request.user == user else None
    ended = end_sessions(user=user, keep=keep)
    verb = "password.reset" if signal is account.password_reset else "password.changed"
    record_audit(actor=user, verb=verb, target=user, detail={"sessions_ended": ended})


@receiver(account.email_changed)
def _email_changed(user: User, from_email_address: Any, to_email_address: Any, **_: Any) -> None:
    before = from_email_address.email if from_email_address else ""
    record_audit(
        actor=user,
        verb="email.changed",
        target=user,
        personal={"from": before, "to": to_email_address.email},
        subject=user,
    )


@receiver(mfa.authenticator_added)
def _factor_added(user: User, authenticator: Any, **_: Any) -> None:
    record_audit(actor=user, verb="factor.added", target=user, detail={"type": authenticator.type})


@receiver(mfa.authenticator_removed)
def _factor_removed(user: User, authenticator: Any, **_: Any) -> None:
    record_audit(actor=user, verb="factor.removed", target=user, detail={"type": authenticator.type})
