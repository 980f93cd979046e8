"""The doors to a partner's model endpoints: whoever may edit the partner's record."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.api import Capability, Partner, get_partner_for
from labs.providers.models import ModelEndpoint

if TYPE_CHECKING:
    from accounts.api import User


def get_model_partner_for(user: User, slug: str) -> Partner:
    """404 for a stranger, 403 for people of the partner who may not edit its record."""
    return get_partner_for(user, slug, Capability.EDIT_PARTNER)


def get_endpoint_for(user: User, slug: str, public_id: UUID) -> ModelEndpoint:
    """An endpoint of this partner."""
    partner = get_model_partner_for(user, slug)
    found = (
        ModelEndpoint.objects.filter(partner=partner, public_id=public_id).select_related("partner").first()
    )
    if found is None:
        raise Http404(_("There is no such model here."))
    return found


def require_programme(user: User) -> None:
    """403 for all but the people who run the programme."""
    if not user.is_staff:
        raise PermissionDenied(_("Only the people who run the programme may do this."))
