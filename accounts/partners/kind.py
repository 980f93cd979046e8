"""The invitation into a partner's role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.invitations.kinds import InvitationCard
from accounts.partners.clients import add_contact
from accounts.partners.engine.capabilities import Role
from accounts.partners.models import (
    CONTACT_KIND,
    INVITATION_KIND,
    ClientOrganisation,
    Partner,
    RoleChoice,
)
from accounts.partners.services import add_member

if TYPE_CHECKING:
    from accounts.invitations.models import Invitation
    from accounts.users.models import User


class PartnerRoleInvitation:
    name = INVITATION_KIND
    mail_template = "accounts/partner-invitation"

    def describe(self, invitation: Invitation) -> InvitationCard:
        partner = self._partner(invitation)
        role = RoleChoice(invitation.data["role"])
        inviter = invitation.invited_by.get_full_name() if invitation.invited_by else _("The programme team")
        return InvitationCard(
            title=_("%(who)s invites you to %(partner)s") % {"who": inviter, "partner": partner.name},
            text=str(_ROLE_TEXTS[Role(role.value)]),
            facts=((_("Partner"), partner.name), (_("Role"), str(role.label))),
        )

    def accept(self, invitation: Invitation, user: User) -> str:
        partner = self._partner(invitation)
        add_member(partner=partner, user=user, role=Role(invitation.data["role"]), actor=user)
        return reverse("accounts:partner", args=[partner.slug])

    def _partner(self, invitation: Invitation) -> Partner:
        return invitation.partner or Partner.objects.get(public_id=invitation.target_key)


class ClientContactInvitation:
    """The invitation of a client organisation's own contact."""

    name = CONTACT_KIND
    mail_template = "accounts/partner-invitation"

    def describe(self, invitation: Invitation) -> InvitationCard:
        client = ClientOrganisation.objects.select_related("partner").get(public_id=invitation.target_key)
        partner = client.partner.name if client.partner is not None else _("The programme team")
        return InvitationCard(
            title=_("See how far the learners of %(client)s are") % {"client": client.name},
            text=_("You will see counts: who began and who finished, never a person’s answers or marks."),
            facts=((_("Organisation"), client.name), (_("Partner"), partner)),
        )

    def accept(self, invitation: Invitation, user: User) -> str:
        client = ClientOrganisation.objects.get(public_id=invitation.target_key)
        add_contact(client=client, user=user, actor=user)
        return f"/clients/{client.public_id}/"


_ROLE_TEXTS = {
    Role.OWNER: gettext_lazy(
        "You will lead the partner: its people, its cohorts and its agreement with the programme."
    ),
    Role.COORDINATOR: gettext_lazy("You will plan cohorts, keep the roster and ask for certificates."),
    Role.INSTRUCTOR: gettext_lazy("You will teach cohorts, see how learners do and review their labs."),
    Role.REVIEWER: gettext_lazy("You will review labs and answer appeals."),
}
