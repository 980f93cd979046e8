"""Invite, send again, accept, decline, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.services import record_audit
from accounts.invitations.kinds import kind_of
from accounts.invitations.models import Invitation
from accounts.invitations.signals import invitation_accepted
from accounts.invitations.tokens import make_token
from accounts.mail.services import send_mail
from accounts.notifications.services import note_page_seen, notify
from accounts.users.models import User
from accounts.users.selectors import owns_address

if TYPE_CHECKING:
    from accounts.partners.models import Partner

DAYS_OPEN = 14


def invitation_path(invitation: Invitation) -> str:
    """The path of the link; whoever has it may answer."""
    return reverse("accounts:invitation", args=[make_token(invitation.public_id, invitation.edition)])


@transaction.atomic
def invite(
    *,
    kind: str,
    target_key: str,
    email: str,
    invited_by: User | None,
    name: str = "",
    partner: Partner | None = None,
    data: Mapping[str, object] | None = None,
    days: int = DAYS_OPEN,
) -> Invitation:
    """Invite an address and mail the link. An unanswered invitation to the same thing is renewed: its older link dies."""
    now = timezone.now()
    email = email.strip().lower()
    invitation, is_new = (
        Invitation.objects.unanswered()
        .select_for_update()
        .get_or_create(
            kind=kind,
            target_key=target_key,
            email=email,
            accepted_at=None,
            declined_at=None,
            revoked_at=None,
            defaults={
                "name": name.strip(),
                "partner": partner,
                "data": dict(data or {}),
                "invited_by": invited_by,
                "sent_at": now,
                "expires_at": now + timedelta(days=days),
            },
        )
    )
    if not is_new:
        invitation.edition += 1
        invitation.name = name.strip() or invitation.name
        invitation.data = dict(data or {})
        invitation.invited_by = invited_by
        invitation.sent_at, invitation.expires_at = now, now + timedelta(days=days)
        invitation.save()
    _mail_link(invitation)
    record_audit(
        actor=invited_by,
        verb="invitation.sent" if is_new else "invitation.renewed",
        target=invitation,
        partner=partner,
        detail={"kind": kind, "target": target_key, "edition": invitation.edition},
        personal={"email": email},
        subject=User.objects.filter(email=email).first(),
    )
    return invitation


def _mail_link(invitation: Invitation) -> None:
    kind = kind_of(invitation)
    path = invitation_path(invitation)
    key = f"invitation:{invitation.public_id}:{invitation.edition}"
    context = {
        "invitation": invitation,
        "card": kind.describe(invitation),
        "link": f"{settings.SITE_URL}{path}",
        "decline_link": f"{settings.SITE_URL}{path}no/",
    }
    person = User.objects.filter(email=invitation.email, is_active=True).first()
    if person is None:
        send_mail(key=key, template=kind.mail_template, to=invitation.email, context=context)
    else:
        notify(
            key=key,
            kind="accounts.invitation",
            template=kind.mail_template,
            user=person,
            context=context,
            url=path,
        )


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User) -> str:
    """Take the invitation up, and with it the terms in force; returns where to go. Accepting twice by the same person changes nothing."""
    locked: Invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_by_id != user.pk:
        _check_open(locked)
    if not owns_address(user=user, email=locked.email):
        raise ValidationError(
            _("This invitation was sent to another address. Sign in with the account of that address.")
        )
    first_time = locked.accepted_at is None
    if first_time:
        locked.accepted_at, locked.accepted_by = timezone.now(), user
        locked.save(update_fields=["accepted_at", "accepted_by"])
        record_audit(actor=user, verb="invitation.accepted", target=locked, partner=locked.partner)
        note_page_seen(user=user, url=invitation_path(locked))
        invitation_accepted.send(Invitation, user=user)
    return kind_of(locked).accept(locked, user)


@transaction.atomic
def decline_invitation(*, invitation: Invitation, user: User | None) -> None:
    """Say no; the link is dead from then on."""
    locked: Invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.declined_at is not None:
        return
    _check_open(locked)
    locked.declined_at = timezone.now()
    locked.save(update_fields=["declined_at"])
    record_audit(actor=user, verb="invitation.declined", target=locked, partner=locked.partner)
    if user is not None:
        note_page_seen(user=user, url=invitation_path(locked))


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: User) -> None:
    """Withdraw an invitation that nobody has answered yet."""
    locked: Invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.revoked_at is not None:
        return
    if locked.accepted_at is not None:
        raise ValidationError(_("This invitation was accepted already."))
    locked.revoked_at = timezone.now()
    locked.save(update_fields=["revoked_at"])
    record_audit(actor=actor, verb="invitation.revoked", target=locked, partner=locked.partner)


def _check_open(invitation: Invitation) -> None:
    if invitation.revoked_at is not None:
        raise ValidationError(_("This invitation was withdrawn."))
    if invitation.accepted_at is not None or invitation.declined_at is not None:
        raise ValidationError(_("This invitation was answered already."))
    if invitation.expires_at <= timezone.now():
        raise ValidationError(_("This invitation is too old. Ask for a new one."))
