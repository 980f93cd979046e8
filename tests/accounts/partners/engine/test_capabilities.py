"""The table of roles, said out loud."""

from __future__ import annotations

from itertools import combinations

from accounts.partners.engine.capabilities import (
    ROLE_CAPABILITIES,
    STAFF_CAPABILITIES,
    Capability,
    Role,
    capabilities_of,
    roles_with,
)


def test_an_owner_may_do_all_that_anybody_at_the_partner_may_do() -> None:
    for role in Role:
        assert ROLE_CAPABILITIES[role] <= ROLE_CAPABILITIES[Role.OWNER]


def test_only_the_programme_issues_and_revokes() -> None:
    for capability in (Capability.ISSUE_CREDENTIALS, Capability.REVOKE_CREDENTIALS):
        assert roles_with(capability) == frozenset()
        assert capability in STAFF_CAPABILITIES


def test_only_an_owner_signs_for_the_partner() -> None:
    assert roles_with(Capability.SIGN_AGREEMENT) == {Role.OWNER}
    assert Capability.SIGN_AGREEMENT not in STAFF_CAPABILITIES


def test_who_teaches_does_not_manage_people_or_ask_for_certificates() -> None:
    for role in (Role.INSTRUCTOR, Role.REVIEWER):
        held = ROLE_CAPABILITIES[role]
        assert held & {Capability.MANAGE_PEOPLE, Capability.REQUEST_CREDENTIALS} == frozenset()


def test_a_coordinator_reads_no_transcripts() -> None:
    assert Capability.VIEW_TRANSCRIPTS not in ROLE_CAPABILITIES[Role.COORDINATOR]


def test_everybody_at_a_partner_sees_the_partner() -> None:
    assert roles_with(Capability.VIEW_PARTNER) == frozenset(Role)


def test_roles_together_give_what_each_gives() -> None:
    for first, second in combinations(Role, 2):
        both = capabilities_of(frozenset({first, second}), is_staff=False)
        assert both == ROLE_CAPABILITIES[first] | ROLE_CAPABILITIES[second]


def test_nobody_without_a_role_may_do_anything() -> None:
    assert capabilities_of(frozenset(), is_staff=False) == frozenset()


def test_no_capability_is_held_by_nobody() -> None:
    for capability in Capability:
        assert roles_with(capability) or capability in STAFF_CAPABILITIES
