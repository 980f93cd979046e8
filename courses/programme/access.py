"""The doors to what a partner may deliver and to cases of accreditation."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.api import (
    TEACHING_ROLES,
    Capability,
    Membership,
    Partner,
    User,
    capabilities_for,
    get_partner_for,
    require_staff,
)
from courses.programme.models import Accreditation, AccreditationEvidence, Authorisation


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do with one case: `can_decide` for staff, `can_care` for the partner and the instructor."""

    can_decide: bool
    can_care: bool


def get_accreditation_for(user: User, public_id: UUID) -> tuple[Accreditation, Rights]:
    """A case, for staff, for those who care for the partner's instructors, and for the instructor; else there is none."""
    found = (
        Accreditation.objects.select_related("partner", "user", "version", "decided_by", "asked_by")
        .defer("version__spec")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    held = capabilities_for(user, found.partner)
    is_own = found.user_id == user.pk and Capability.VIEW_PARTNER in held
    if not is_own and Capability.MANAGE_INSTRUCTORS not in held:
        raise Http404
    return found, Rights(can_decide=user.is_staff, can_care=True)


def get_case_to_decide(user: User, public_id: UUID) -> Accreditation:
    """A case for programme staff; who may only see it gets 403, a stranger 404."""
    found, rights = get_accreditation_for(user, public_id)
    if not rights.can_decide:
        raise PermissionDenied
    return found


def get_evidence_of(accreditation: Accreditation, public_id: UUID) -> AccreditationEvidence:
    found = (
        AccreditationEvidence.objects.filter(accreditation=accreditation, public_id=public_id)
        .exclude(file="")
        .first()
    )
    if found is None:
        raise Http404
    return found


def get_partner_to_authorise(user: User, slug: str) -> Partner:
    """Staff alone say what a partner may deliver."""
    require_staff(user)
    return get_partner_for(user, slug, Capability.VIEW_PARTNER)


def get_authorisation_of(partner: Partner, public_id: UUID) -> Authorisation:
    found = (
        Authorisation.objects.select_related("version")
        .defer("version__spec")
        .filter(partner=partner, public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def may_teach(user: User, partner: Partner) -> bool:
    """Whether this person's role in the partner lets them teach and mark."""
    found: bool = Membership.objects.filter(user=user, partner=partner, role__in=TEACHING_ROLES).exists()
    return found
