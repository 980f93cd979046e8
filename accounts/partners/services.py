"""Make partners, and let people in and out of them."""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.services import record_audit
from accounts.invitations.models import Invitation
from accounts.invitations.services import invite
from accounts.partners.engine.capabilities import Role
from accounts.partners.engine.factors import factor_due
from accounts.partners.models import (
    INVITATION_KIND,
    ClientOrganisation,
    Membership,
    Partner,
    PartnerState,
)
from accounts.users.models import User

RECOVERY_CODES = Authenticator.Type.RECOVERY_CODES


def lock_partner(partner: Partner) -> Partner:
    return Partner.objects.select_for_update().get(pk=partner.pk)


@transaction.atomic
def create_partner(
    *,
    name: str,
    slug: str,
    country: str,
    time_zone: str = "UTC",
    website: str = "",
    contact_email: str = "",
    actor: User | None,
) -> Partner:
    """Write down a partner that applies; it has no people yet: invite an owner next. It becomes active by signing alone."""
    partner = Partner(
        name=name,
        slug=slug,
        country=country,
        time_zone=time_zone,
        website=website,
        contact_email=contact_email,
    )
    partner.full_clean()
    partner.save()
    record_audit(
        actor=actor, verb="partner.created", target=partner, partner=partner, detail={"state": partner.state}
    )
    return partner


@transaction.atomic
def create_client(
    *, name: str, partner: Partner | None, country: str = "", actor: User | None
) -> ClientOrganisation:
    """Write down the employer of learners. The same name again for the same partner returns the first."""
    known = ClientOrganisation.objects.filter(partner=partner, name__iexact=name.strip()).first()
    if known is not None:
        return known
    client = ClientOrganisation(name=name.strip(), partner=partner, country=country)
    client.full_clean()
    client.save()
    record_audit(actor=actor, verb="client.created", target=client, partner=partner)
    return client


@transaction.atomic
def invite_to_role(*, partner: Partner, email: str, name: str, role: Role, actor: User | None) -> Invitation:
    """Mail somebody a link into a role. Who works for the partner already is refused."""
    email = email.strip().lower()
    if Membership.objects.filter(partner=partner, user__email=email).exists():
        raise ValidationError(
            {"email": _("This person works for the partner already. Change the role below.")}
        )
    return invite(
        kind=INVITATION_KIND,
        target_key=str(partner.public_id),
        email=email,
        name=name,
        partner=partner,
        data={"role": role.value},
        invited_by=actor,
    )


@transaction.atomic
def add_member(*, partner: Partner, user: User, role: Role, actor: User | None) -> Membership:
    """Give somebody a role; who has one already keeps it (an invitation never changes a role)."""
    lock_partner(partner)
    membership: Membership
    membership, is_new = Membership.objects.get_or_create(
        partner=partner, user=user, defaults={"role": role.value}
    )
    if is_new:
        record_audit(
            actor=actor,
            verb="membership.added",
            target=membership,
            partner=partner,
            detail={"user": user.pk, "role": role.value},
        )
        keep_in_step(user)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: Role, actor: User) -> Membership:
    """Give a member another role. The last owner stays owner."""
    partner = lock_partner(membership.partner)
    locked: Membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if locked.role == role.value:
        return locked
    _keep_an_owner(partner, locked)
    before, locked.role = locked.role, role.value
    locked.save(update_fields=["role"])
    record_audit(
        actor=actor,
        verb="membership.changed",
        target=locked,
        partner=partner,
        detail={"user": locked.user_id, "from": before, "to": role.value},
    )
    return locked


@transaction.atomic
def remove_member(*, membership: Membership, actor: User | None) -> None:
    """Take somebody out. The last owner cannot go; what they did stays in the records."""
    partner = lock_partner(membership.partner)
    locked = Membership.objects.select_for_update().filter(pk=membership.pk).first()
    if locked is None:
        return
    _keep_an_owner(partner, locked)
    record_audit(
        actor=actor,
        verb="membership.removed",
        target=locked,
        partner=partner,
        detail={"user": locked.user_id, "role": locked.role},
    )
    user = locked.user
    locked.delete()
    keep_in_step(user)


@transaction.atomic
def leave_all(*, user: User) -> int:
    """Take an erased person out of every partner; returns how many. The owners' rule was checked when they asked."""
    memberships = Membership.objects.filter(user=user).select_related("partner")
    for membership in memberships:
        record_audit(
            actor=None,
            verb="membership.removed",
            target=membership,
            partner=membership.partner,
            detail={"user": user.pk, "role": membership.role},
        )
    gone: int = memberships.delete()[0]
    keep_in_step(user)
    return gone


def check_may_leave(membership: Membership) -> None:
    """Raise ValidationError for the last owner of a partner."""
    _keep_an_owner(membership.partner, membership)


def _keep_an_owner(partner: Partner, leaving: Membership) -> None:
    if leaving.role != Role.OWNER:
        return
    others = Membership.objects.filter(partner=partner).owners().exclude(pk=leaving.pk)
    if not others.exists():
        raise ValidationError(_("A partner needs an owner. Make somebody else owner first."))


def keep_in_step(user: User) -> None:
    """What the session needs to know without asking: whether they work for a partner, and when two factors are due."""
    memberships = list(Membership.objects.filter(user=user).select_related("partner"))
    days = [
        m.partner.mfa_from for m in memberships if m.partner.requires_mfa and m.partner.mfa_from is not None
    ]
    has_factor = Authenticator.objects.filter(user=user).exclude(type=RECOVERY_CODES).exists()
    user.has_desk, user.factor_due = bool(memberships), factor_due(days, has_factor=has_factor)
    User.objects.filter(pk=user.pk).update(has_desk=user.has_desk, factor_due=user.factor_due)


@transaction.atomic
def require_factors(*, partner: Partner, since: date | None, actor: User) -> Partner:
    """From this day on the partner's people need two factors for its pages; None ends it."""
    locked = lock_partner(partner)
    if since is not None and since < timezone.now().date():
        raise ValidationError({"since": _("Choose today or a later day, so that people can prepare.")})
    locked.requires_mfa, locked.mfa_from = since is not None, since
    locked.save(update_fields=["requires_mfa", "mfa_from"])
    for user in User.objects.filter(memberships__partner=locked).order_by("pk"):
        keep_in_step(user)
    record_audit(
        actor=actor,
        verb="partner.factors-required" if since else "partner.factors-optional",
        target=locked,
        partner=locked,
        detail={"from": since.isoformat() if since else None},
    )
    return locked


@transaction.atomic
def set_partner_state(*, partner: Partner, state: PartnerState, reason: str, actor: User | None) -> Partner:
    """Move a partner to another state; the reason is kept beside the record."""
    locked = lock_partner(partner)
    if locked.state == state:
        return locked
    before, locked.state, locked.state_since = locked.state, state, timezone.now()
    locked.save(update_fields=["state", "state_since"])
    record_audit(
        actor=actor,
        verb="partner.state-changed",
        target=locked,
        partner=locked,
        detail={"from": before, "to": state.value},
        personal={"reason": reason} if reason else None,
    )
    return locked


@transaction.atomic
def update_partner(
    *,
    partner: Partner,
    name: str,
    country: str,
    time_zone: str,
    website: str,
    contact_email: str,
    logo: File[bytes] | None,
    actor: User,
) -> Partner:
    """Change what a partner says of itself. A new logo gets a new file; the old one stays for old certificates."""
    locked = lock_partner(partner)
    fields = {
        "name": name,
        "country": country,
        "time_zone": time_zone,
        "website": website,
        "contact_email": contact_email,
    }
    changed = [field for field, value in fields.items() if getattr(locked, field) != value]
    for field in changed:
        setattr(locked, field, fields[field])
    if logo is not None:
        locked.logo = logo
        changed.append("logo")
    if changed:
        locked.full_clean()
        locked.save(update_fields=changed)
        record_audit(
            actor=actor, verb="partner.edited", target=locked, partner=locked, detail={"fields": changed}
        )
    return locked
