"""The doors to the kill switch: staff for everything, whoever teaches a cohort for that cohort and its labs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from labs.sessions.models import LabSession, LabSwitch
from labs.stops.scope import may_stop_something, sessions_for, switches_for

if TYPE_CHECKING:
    from accounts.api import User


def require_stopper(user: User) -> None:
    """403 for people who teach nowhere."""
    if not may_stop_something(user):
        raise PermissionDenied(_("Labs are stopped by the people who teach them."))


def get_session_to_stop_for(user: User, public_id: UUID) -> LabSession:
    """A lab of a cohort that the person teaches; another one does not exist for them."""
    found = (
        sessions_for(user)
        .filter(public_id=public_id)
        .select_related("learner", "enrolment__cohort", "activity", "scenario")
        .defer("scenario__package")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such lab among those you teach."))
    return found


def get_switch_for(user: User, switch_id: int) -> LabSwitch:
    """A switch that the person may lift."""
    found = switches_for(user).filter(pk=switch_id).select_related("cohort__partner").first()
    if found is None:
        raise Http404(_("There is no such switch of yours."))
    return found
