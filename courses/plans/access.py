"""The doors to templates: those who plan cohorts for the partner."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.api import Capability, capabilities_for, partners_with
from courses.cohorts.access import may_plan_cohorts
from courses.plans.models import CohortTemplate

if TYPE_CHECKING:
    from accounts.api import User


def templates_for(user: User) -> QuerySet[CohortTemplate]:
    """Templates of the partners for which this person plans."""
    return CohortTemplate.objects.filter(partner__in=partners_with(user, Capability.MANAGE_COHORTS))


def require_planner(user: User) -> None:
    """404 for a stranger, 403 for somebody who works for a partner in another role."""
    if not may_plan_cohorts(user):
        if user.has_desk:
            raise PermissionDenied(_("Your role does not include planning cohorts."))
        raise Http404(_("There is no such page for you."))


def get_template_for(user: User, public_id: UUID) -> CohortTemplate:
    found = (
        CohortTemplate.objects.select_related("partner", "course", "version")
        .defer("version__spec")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404(_("There is no such template."))
    held = capabilities_for(user, found.partner)
    if Capability.MANAGE_COHORTS not in held:
        if held:
            raise PermissionDenied(_("Your role does not include planning cohorts."))
        raise Http404(_("There is no such template."))
    return found
