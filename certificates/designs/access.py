"""The doors to designs: a partner's people who may change its record have its designs, programme staff have all."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from accounts.api import Capability, Partner, User, partners_with
from certificates.designs.models import DesignVersion


def designers_partners(user: User) -> QuerySet[Partner]:
    """Partners whose design this person may change."""
    return partners_with(user, Capability.EDIT_PARTNER)


def partner_designs_visible_to(user: User) -> QuerySet[DesignVersion]:
    """Designs of partners; the house's own are pages of the programme."""
    rows: QuerySet[DesignVersion] = DesignVersion.objects.filter(partner__isnull=False).select_related(
        "partner"
    )
    if user.is_active and user.is_staff:
        return rows
    return rows.filter(partner__in=designers_partners(user))


def get_design_for(user: User, pk: int) -> DesignVersion:
    """One design of a partner, for its people and the programme; else there is none."""
    found = partner_designs_visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def require_designer(user: User) -> None:
    """Programme staff, or somebody who may change at least one partner's record."""
    if not ((user.is_active and user.is_staff) or designers_partners(user).exists()):
        raise Http404
