"""Contacts of client organisations: asked by the partner, let in by their own link, shown out by the partner."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.services import record_audit
from accounts.invitations.models import Invitation
from accounts.invitations.services import invite
from accounts.partners.models import CONTACT_KIND, ClientContact, ClientOrganisation
from accounts.users.models import User


@transaction.atomic
def invite_contact(*, client: ClientOrganisation, email: str, name: str, actor: User) -> Invitation:
    """Mail somebody of the client a link. Who is a contact already is refused."""
    email = email.strip().lower()
    if ClientContact.objects.filter(client=client, user__email=email).exists():
        raise ValidationError({"email": _("This person is a contact of the organisation already.")})
    return invite(
        kind=CONTACT_KIND,
        target_key=str(client.public_id),
        email=email,
        name=name,
        partner=client.partner,
        invited_by=actor,
    )


@transaction.atomic
def add_contact(*, client: ClientOrganisation, user: User, actor: User | None) -> ClientContact:
    """Let a person see the counts of this client; a second time changes nothing."""
    made, is_new = ClientContact.objects.get_or_create(client=client, user=user)
    if is_new:
        _keep_in_step(user)
        record_audit(
            actor=actor,
            verb="client.contact-added",
            target=made,
            partner=client.partner,
            detail={"user": user.pk, "client": client.pk},
        )
    return made


@transaction.atomic
def remove_contact(*, contact: ClientContact, actor: User | None) -> None:
    """From now on the client's page does not exist for this person."""
    record_audit(
        actor=actor,
        verb="client.contact-removed",
        target=contact,
        partner=contact.client.partner,
        detail={"user": contact.user_id, "client": contact.client_id},
    )
    user = contact.user
    contact.delete()
    _keep_in_step(user)


def _keep_in_step(user: User) -> None:
    """What the navigation needs to know without asking."""
    user.is_contact = ClientContact.objects.filter(user=user).exists()
    User.objects.filter(pk=user.pk).update(is_contact=user.is_contact)
