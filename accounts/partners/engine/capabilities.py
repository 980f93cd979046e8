"""Role → capabilities: the one table that says who may do what for a partner."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    COORDINATOR = "coordinator"
    INSTRUCTOR = "instructor"
    REVIEWER = "reviewer"


class Capability(StrEnum):
    VIEW_PARTNER = "view-partner"
    EDIT_PARTNER = "edit-partner"
    SIGN_AGREEMENT = "sign-agreement"
    VIEW_PEOPLE = "view-people"
    MANAGE_PEOPLE = "manage-people"
    MANAGE_INSTRUCTORS = "manage-instructors"
    MANAGE_CLIENTS = "manage-clients"
    VIEW_COHORTS = "view-cohorts"
    MANAGE_COHORTS = "manage-cohorts"
    MANAGE_ROSTER = "manage-roster"
    VIEW_MARKS = "view-marks"
    ADJUST_MARKS = "adjust-marks"
    VIEW_TRANSCRIPTS = "view-transcripts"
    REVIEW_LABS = "review-labs"
    REQUEST_CREDENTIALS = "request-credentials"
    ISSUE_CREDENTIALS = "issue-credentials"
    REVOKE_CREDENTIALS = "revoke-credentials"
    VIEW_AUDIT = "view-audit"


_READ = frozenset({Capability.VIEW_PARTNER, Capability.VIEW_COHORTS})
_REVIEW = _READ | {Capability.VIEW_TRANSCRIPTS, Capability.REVIEW_LABS}
_TEACH = _REVIEW | {Capability.VIEW_MARKS, Capability.ADJUST_MARKS, Capability.MANAGE_ROSTER}
_COORDINATE = _READ | {
    Capability.VIEW_PEOPLE,
    Capability.MANAGE_INSTRUCTORS,
    Capability.MANAGE_CLIENTS,
    Capability.MANAGE_COHORTS,
    Capability.MANAGE_ROSTER,
    Capability.VIEW_MARKS,
    Capability.REQUEST_CREDENTIALS,
}
_OWN = (
    _COORDINATE
    | _TEACH
    | {
        Capability.EDIT_PARTNER,
        Capability.SIGN_AGREEMENT,
        Capability.MANAGE_PEOPLE,
        Capability.VIEW_AUDIT,
    }
)

ROLE_CAPABILITIES: dict[Role, frozenset[Capability]] = {
    Role.OWNER: _OWN,
    Role.COORDINATOR: _COORDINATE,
    Role.INSTRUCTOR: _TEACH,
    Role.REVIEWER: _REVIEW,
}

# Programme staff act for every partner, but an agreement is signed by the partner alone.
STAFF_CAPABILITIES: frozenset[Capability] = frozenset(Capability) - {Capability.SIGN_AGREEMENT}


def capabilities_of(roles: frozenset[Role], *, is_staff: bool) -> frozenset[Capability]:
    """Everything a person with these roles may do."""
    held: frozenset[Capability] = STAFF_CAPABILITIES if is_staff else frozenset()
    for role in roles:
        held |= ROLE_CAPABILITIES[role]
    return held


def roles_with(capability: Capability) -> frozenset[Role]:
    """The roles that carry `capability`."""
    return frozenset(role for role, held in ROLE_CAPABILITIES.items() if capability in held)


# Who marks and leads a cohort; a reviewer reads runs, but does not teach.
TEACHING_ROLES: tuple[str, ...] = tuple(sorted(role.value for role in roles_with(Capability.ADJUST_MARKS)))
