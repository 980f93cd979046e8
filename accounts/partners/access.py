"""The doors to partners: what a person may do for which partner."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet
from django.http import Http404

from accounts.invitations.models import Invitation
from accounts.partners.engine.capabilities import Capability, Role, capabilities_of, roles_with
from accounts.partners.models import (
    INVITATION_KIND,
    ClientContact,
    ClientOrganisation,
    Membership,
    Partner,
)
from accounts.users.models import User
from accounts.users.prepared import Prepared


def capabilities_for(user: User, partner: Partner) -> frozenset[Capability]:
    """All that `user` may do for `partner`, in one query."""
    roles = _roles.rows(user.pk, partner.pk)
    return capabilities_of(frozenset(Role(role) for (role,) in roles), is_staff=user.is_staff)


_roles = Prepared(
    lambda user, partner: (
        Membership.objects.filter(user=user, partner=partner).order_by().values_list("role")
    ),
    -(2**40) - 1,
    -(2**40) - 2,
)


def has_capability(user: User | AnonymousUser, capability: Capability, partner: Partner) -> bool:
    """Whether `user` may do this for `partner`. No query for somebody who works for nobody."""
    if not isinstance(user, User) or not user.is_active:
        return False
    if user.is_staff and capability in capabilities_of(frozenset(), is_staff=True):
        return True
    if not user.has_desk:
        return False
    held: bool = Membership.objects.filter(
        user=user, partner=partner, role__in=roles_with(capability)
    ).exists()
    return held


def partners_with(user: User, capability: Capability) -> QuerySet[Partner]:
    """The partners for which `user` may do this; fit as a subquery: `partner__in=partners_with(…)`."""
    if user.is_staff and capability in capabilities_of(frozenset(), is_staff=True):
        return Partner.objects.all()
    return Partner.objects.filter(
        pk__in=Membership.objects.filter(user=user, role__in=roles_with(capability)).values("partner")
    )


def people_with(capability: Capability, partner: Partner | OuterRef) -> QuerySet[User]:
    """The active people of this partner whose role carries `capability`; a subquery may refer to its partner."""
    found: QuerySet[User] = User.objects.filter(
        is_active=True, memberships__partner=partner, memberships__role__in=roles_with(capability)
    )
    return found


def get_partner_for(user: User, slug: str, capability: Capability) -> Partner:
    """The partner, if `user` may do this for it: 404 for a stranger, 403 for somebody who works there in another role."""
    partner = Partner.objects.filter(slug=slug).first()
    if partner is None:
        raise Http404
    held = capabilities_for(user, partner)
    if capability in held:
        return partner
    if held:
        raise PermissionDenied
    raise Http404


def get_membership_of(partner: Partner, public_id: UUID) -> Membership:
    """A person's place in this partner."""
    found: Membership | None = (
        Membership.objects.select_related("user", "partner")
        .filter(partner=partner, public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def get_role_invitation_of(partner: Partner, public_id: UUID) -> Invitation:
    """An invitation into a role of this partner."""
    found: Invitation | None = Invitation.objects.filter(
        kind=INVITATION_KIND, partner=partner, public_id=public_id
    ).first()
    if found is None:
        raise Http404
    return found


def get_client_of(partner: Partner, public_id: UUID) -> ClientOrganisation:
    """A client organisation of this partner."""
    found = (
        ClientOrganisation.objects.select_related("partner")
        .filter(partner=partner, public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def get_contact_of(client: ClientOrganisation, public_id: UUID) -> ClientContact:
    found = (
        ClientContact.objects.select_related("client__partner")
        .filter(client=client, public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def clients_of_contact(user: User) -> QuerySet[ClientOrganisation]:
    """The organisations for which this person is a contact."""
    return ClientOrganisation.objects.filter(contacts__user=user).select_related("partner").order_by("name")


def get_client_for(user: User, public_id: UUID) -> ClientOrganisation:
    """A client organisation, for its own contacts and for those who care for the partner's clients; else there is none."""
    found = ClientOrganisation.objects.select_related("partner").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    if ClientContact.objects.filter(client=found, user=user).exists():
        return found
    if found.partner is not None and has_capability(user, Capability.MANAGE_CLIENTS, found.partner):
        return found
    if found.partner is None and user.is_staff:
        return found
    raise Http404
