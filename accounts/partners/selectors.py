"""What the pages about partners show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.audit.models import AuditEntry
from accounts.invitations.models import Invitation
from accounts.partners.engine.capabilities import Capability
from accounts.partners.models import (
    CONTACT_KIND,
    INVITATION_KIND,
    ClientContact,
    ClientOrganisation,
    Membership,
    Partner,
    PartnerState,
    RoleChoice,
)
from accounts.users.models import User

PAGE_SIZE = 50


def partner_list(*, search: str | None, state: str | None, page: int | None) -> Page[Any]:
    """Partners by name with `people_count` and `open_invitations`; three queries for any number."""
    people = Membership.objects.filter(partner=OuterRef("pk")).order_by().values("partner")
    waiting = (
        Invitation.objects.open(timezone.now()).filter(partner=OuterRef("pk")).order_by().values("partner")
    )
    rows = Partner.objects.annotate(
        people_count=Coalesce(Subquery(people.annotate(n=Count("pk")).values("n")), 0),
        open_invitations=Coalesce(Subquery(waiting.annotate(n=Count("pk")).values("n")), 0),
    )
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(slug__icontains=search))
    if state:
        rows = rows.filter(state=state)
    return Paginator(rows.order_by("name"), PAGE_SIZE).get_page(page or 1)


def partner_tally() -> dict[str, int]:
    """How many partners are in each state."""
    found = dict(Partner.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return {str(state.label): found.get(state.value, 0) for state in PartnerState}


@dataclass(frozen=True, slots=True)
class Person:
    public_id: str
    name: str
    email: str
    role: str
    role_label: str
    since: datetime
    is_me: bool
    has_factor: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    public_id: str
    name: str
    email: str
    role_label: str
    sent_at: datetime
    expires_at: datetime
    is_expired: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    partner: Partner
    people: tuple[Person, ...]
    waiting: tuple[Waiting, ...]
    can_manage: bool


def people_of(partner: Partner, user: User) -> tuple[Person, ...]:
    factors = Authenticator.objects.filter(user=OuterRef("user")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    rows: Any = (
        Membership.objects.filter(partner=partner)
        .select_related("user")
        .annotate(has_factor=Exists(factors))
        .order_by("user__name", "pk")
    )
    return tuple(
        Person(
            public_id=str(row.public_id),
            name=row.user.get_full_name(),
            email=row.user.email,
            role=row.role,
            role_label=row.get_role_display(),
            since=row.created_at,
            is_me=row.user_id == user.pk,
            has_factor=row.has_factor,
        )
        for row in rows
    )


def waiting_for(partner: Partner) -> tuple[Waiting, ...]:
    now = timezone.now()
    labels = {role.value: str(role.label) for role in RoleChoice}
    rows = (
        Invitation.objects.unanswered()
        .filter(kind=INVITATION_KIND, partner=partner)
        .order_by("-sent_at", "pk")
    )
    return tuple(
        Waiting(
            public_id=str(row.public_id),
            name=row.name,
            email=row.email,
            role_label=labels.get(row.data.get("role"), ""),
            sent_at=row.sent_at,
            expires_at=row.expires_at,
            is_expired=row.expires_at <= now,
        )
        for row in rows
    )


def people_page(partner: Partner, user: User, held: frozenset[Capability]) -> PeoplePage:
    """Who works for the partner and who is asked to; two queries for any number."""
    return PeoplePage(
        partner=partner,
        people=people_of(partner, user),
        waiting=waiting_for(partner),
        can_manage=Capability.MANAGE_PEOPLE in held,
    )


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    css: str


@dataclass(frozen=True, slots=True)
class PartnerPage:
    partner: Partner
    people: tuple[Person, ...]
    waiting: tuple[Waiting, ...]
    clients: tuple[ClientOrganisation, ...]
    steps: tuple[Step, ...]
    history: tuple[AuditEntry, ...]
    can_edit: bool
    can_manage_people: bool
    can_manage_clients: bool
    can_change_state: bool


_LINE = (PartnerState.APPLIED, PartnerState.IN_REVIEW, PartnerState.APPROVED, PartnerState.ACTIVE)


def state_line(state: str) -> tuple[Step, ...]:
    """The way of a partner as a line: what is done, where it stands, what is to come."""
    steps: list[Step] = []
    # Nothing is to come after a refusal: the line ends there.
    line = _LINE[:2] if state == PartnerState.REFUSED else _LINE
    known = [item.value for item in line]
    place = known.index(state) if state in known else len(known)
    for index, item in enumerate(line):
        css = "done" if index < place else "now" if index == place else ""
        steps.append(Step(str(item.label), css))
    if state in (PartnerState.SUSPENDED, PartnerState.ENDED, PartnerState.REFUSED):
        steps.append(Step(str(PartnerState(state).label), "held"))
    return tuple(steps)


def partner_page(partner: Partner, user: User, held: frozenset[Capability]) -> PartnerPage:
    """Everything about one partner that somebody who holds these capabilities may see."""
    history = (
        AuditEntry.objects.filter(partner=partner)
        .select_related("actor", "personal")
        .order_by("-happened_at", "-id")
    )
    return PartnerPage(
        partner=partner,
        people=people_of(partner, user) if Capability.VIEW_PEOPLE in held else (),
        waiting=waiting_for(partner) if Capability.VIEW_PEOPLE in held else (),
        clients=tuple(partner.clients.order_by("name")[:PAGE_SIZE]),
        steps=state_line(partner.state),
        history=tuple(history[:10]) if Capability.VIEW_AUDIT in held else (),
        can_edit=Capability.EDIT_PARTNER in held,
        can_manage_people=Capability.MANAGE_PEOPLE in held,
        can_manage_clients=Capability.MANAGE_CLIENTS in held,
        can_change_state=user.is_staff,
    )


def partners_asking_for_factors(user: User) -> tuple[Partner, ...]:
    """The partners of this person that ask for two factors, the earliest day first."""
    return tuple(
        Partner.objects.filter(memberships__user=user, requires_mfa=True).order_by("mfa_from", "name")
    )


@dataclass(frozen=True, slots=True)
class ContactsPage:
    client: ClientOrganisation
    contacts: tuple[ClientContact, ...]
    asked: tuple[Invitation, ...]


def contacts_page(client: ClientOrganisation) -> ContactsPage:
    """Who of a client sees its counts, and who is asked to; two queries."""
    open_rows = Invitation.objects.open(timezone.now()).filter(
        kind=CONTACT_KIND, target_key=str(client.public_id)
    )
    contacts = ClientContact.objects.filter(client=client).select_related("user").order_by("user__name", "pk")
    return ContactsPage(client, tuple(contacts), tuple(open_rows.order_by("email")))
