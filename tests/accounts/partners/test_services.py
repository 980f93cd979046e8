"""Partners always have an owner, people have one role, and every change is written down."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.audit.models import AuditEntry
from accounts.invitations.models import Invitation
from accounts.invitations.services import accept_invitation
from accounts.models import Membership, Partner, User
from accounts.partners.access import get_partner_for, has_capability, partners_with
from accounts.partners.engine.capabilities import Capability, Role
from accounts.partners.models import PartnerState
from accounts.partners.selectors import state_line
from accounts.partners.services import (
    add_member,
    change_role,
    create_client,
    create_partner,
    invite_to_role,
    remove_member,
    set_partner_state,
)
from tests.cast import Cast
from tests.factories.accounts import UserFactory


def place(user: User, partner: Partner) -> Membership:
    return Membership.objects.get(user=user, partner=partner)


def roles_in(partner: Partner) -> dict[str, str]:
    return dict(Membership.objects.filter(partner=partner).values_list("user__name", "role"))


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


def test_an_invited_person_gets_the_role_and_a_desk(cast: Cast) -> None:
    invitation = invite_to_role(
        partner=cast.north, email="OMAR@example.org", name="Omar", role=Role.REVIEWER, actor=cast.paula
    )
    assert accept_invitation(invitation=invitation, user=cast.omar) == "/partners/north/"
    assert place(cast.omar, cast.north).role == Role.REVIEWER
    cast.omar.refresh_from_db()
    assert cast.omar.has_desk
    assert verbs() == ["invitation.sent", "invitation.accepted", "consent.given", "membership.added"]


def test_who_works_there_already_is_not_invited_again(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="works for the partner already"):
        invite_to_role(partner=cast.north, email=cast.ines.email, name="", role=Role.OWNER, actor=cast.paula)
    assert Invitation.objects.count() == 0


def test_an_old_invitation_never_changes_a_role(cast: Cast) -> None:
    invitation = invite_to_role(
        partner=cast.north, email=cast.omar.email, name="", role=Role.OWNER, actor=cast.paula
    )
    add_member(partner=cast.north, user=cast.omar, role=Role.REVIEWER, actor=cast.paula)
    accept_invitation(invitation=invitation, user=cast.omar)
    assert place(cast.omar, cast.north).role == Role.REVIEWER


def test_the_last_owner_cannot_go_or_step_down(cast: Cast) -> None:
    paula = place(cast.paula, cast.north)
    with pytest.raises(ValidationError, match="needs an owner"):
        remove_member(membership=paula, actor=cast.paula)
    with pytest.raises(ValidationError, match="needs an owner"):
        change_role(membership=paula, role=Role.INSTRUCTOR, actor=cast.paula)
    assert roles_in(cast.north) == {"Ines Vogt": "instructor", "Paula Berg": "owner"}
    assert verbs() == []


def test_an_owner_may_go_once_there_is_another(cast: Cast) -> None:
    change_role(membership=place(cast.ines, cast.north), role=Role.OWNER, actor=cast.paula)
    remove_member(membership=place(cast.paula, cast.north), actor=cast.paula)
    assert roles_in(cast.north) == {"Ines Vogt": "owner"}
    cast.paula.refresh_from_db()
    assert not cast.paula.has_desk
    assert verbs() == ["membership.changed", "membership.removed"]


def test_a_desk_stays_while_another_partner_needs_the_person(cast: Cast) -> None:
    add_member(partner=cast.south, user=cast.ines, role=Role.REVIEWER, actor=cast.rui)
    remove_member(membership=place(cast.ines, cast.north), actor=cast.paula)
    cast.ines.refresh_from_db()
    assert cast.ines.has_desk


def test_one_person_has_one_role_at_a_partner(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(partner=cast.north, user=cast.ines, role=Role.OWNER.value)


def test_two_partners_cannot_have_the_same_name(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        create_partner(name="NORTH training", slug="north-2", country="NL", actor=cast.sam)
    assert Partner.objects.count() == 2


def test_a_client_is_written_down_once_for_each_partner(cast: Cast) -> None:
    first = create_client(name="Otter Freight", partner=cast.north, actor=cast.paula)
    assert create_client(name="otter freight ", partner=cast.north, actor=cast.paula) == first
    assert create_client(name="Otter Freight", partner=cast.south, actor=cast.rui) != first
    assert create_client(name="Otter Freight", partner=None, actor=cast.sam) != first


def test_the_line_of_a_refused_partner_ends_with_the_refusal() -> None:
    ways = {
        state: [(step.label, step.css) for step in state_line(state)] for state in ("in-review", "refused")
    }
    assert ways["refused"] == [("Applied", "done"), ("In review", "done"), ("Refused", "held")]
    assert ways["in-review"] == [("Applied", "done"), ("In review", "now"), ("Approved", ""), ("Active", "")]


def test_a_change_of_state_keeps_its_reason_beside_the_record(cast: Cast) -> None:
    set_partner_state(partner=cast.north, state=PartnerState.SUSPENDED, reason="No reports.", actor=cast.sam)
    entry = AuditEntry.objects.get()
    assert (entry.detail, entry.personal.payload) == (
        {"from": "active", "to": "suspended"},
        {"reason": "No reports."},
    )
    set_partner_state(partner=cast.north, state=PartnerState.SUSPENDED, reason="Again.", actor=cast.sam)
    assert AuditEntry.objects.count() == 1


def test_a_door_opens_for_those_who_may(cast: Cast) -> None:
    assert get_partner_for(cast.paula, "north", Capability.MANAGE_PEOPLE) == cast.north
    assert get_partner_for(cast.sam, "north", Capability.MANAGE_PEOPLE) == cast.north
    with pytest.raises(PermissionDenied):
        get_partner_for(cast.ines, "north", Capability.MANAGE_PEOPLE)
    for stranger in (cast.lena, cast.rui):
        with pytest.raises(Http404):
            get_partner_for(stranger, "north", Capability.VIEW_PARTNER)
    with pytest.raises(Http404):
        get_partner_for(cast.sam, "nowhere", Capability.VIEW_PARTNER)


def test_the_three_questions_about_a_capability_agree(cast: Cast) -> None:
    for user in (cast.lena, cast.ines, cast.paula, cast.rui, cast.sam):
        for capability in Capability:
            allowed = set(partners_with(user, capability))
            for partner in (cast.north, cast.south):
                assert has_capability(user, capability, partner) == (partner in allowed)


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "change", "remove"]), st.integers(0, 4), st.sampled_from(list(Role))),
    max_size=14,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_a_partner_keeps_an_owner_and_desks_stay_in_step(
    cast: Cast, steps: list[tuple[str, int, Role]]
) -> None:
    with transaction.atomic():
        people = [cast.paula, cast.ines, *(UserFactory() for _ in range(3))]
        for act, number, role in steps:
            user = people[number]
            membership = Membership.objects.filter(partner=cast.north, user=user).first()
            try:
                if act == "add":
                    add_member(partner=cast.north, user=user, role=role, actor=cast.sam)
                elif membership is not None and act == "change":
                    change_role(membership=membership, role=role, actor=cast.sam)
                elif membership is not None:
                    remove_member(membership=membership, actor=cast.sam)
            except ValidationError:
                pass
            assert "owner" in roles_in(cast.north).values()
        for user in people:
            user.refresh_from_db()
            assert user.has_desk == Membership.objects.filter(user=user).exists()
        transaction.set_rollback(True)
