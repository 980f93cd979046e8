"""What is done to a person's account."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.services import record_audit
from accounts.users.models import Session, User


@transaction.atomic
def register_person(
    *,
    email: str,
    name: str,
    password: str | None = None,
    time_zone: str = "UTC",
    is_staff: bool = False,
    actor: User | None = None,
) -> User:
    """Make a person whose address counts as verified: for commands, imports and the demo, never for a public form."""
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise ValidationError(_("There is an account for %(email)s already."), params={"email": email})
    user = User(email=email, name=name, time_zone=time_zone, is_staff=is_staff)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    record_audit(actor=actor, verb="person.registered", target=user, detail={"is_staff": is_staff})
    return user


def end_sessions(*, user: User, keep: str | None = None) -> int:
    """Sign the person out everywhere, save in the session `keep`; returns how many sessions ended."""
    ended, _by_model = Session.objects.filter(user=user).exclude(session_key=keep or "").delete()
    return ended


@transaction.atomic
def update_profile(*, user: User, name: str, time_zone: str, language: str, theme: str) -> User:
    """Change how a person is called and how they see pages; a changed name is audited, for certificates print it."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    before = locked.name
    locked.name, locked.time_zone, locked.language, locked.theme = name, time_zone, language, theme
    locked.save(update_fields=["name", "time_zone", "language", "theme"])
    if before != name:
        record_audit(
            actor=user,
            verb="person.renamed",
            target=locked,
            personal={"from": before, "to": name},
            subject=locked,
        )
    return locked
