"""The doors to sessions: a learner's own, for reading or for acting."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from labs.sessions.models import LabSession

if TYPE_CHECKING:
    from accounts.api import User


def get_session_for(user: User, public_id: UUID) -> LabSession:
    """The learner's own session with its scenario; another person's does not exist for them."""
    found = (
        LabSession.objects.filter(learner=user, public_id=public_id)
        .select_related("enrolment__cohort", "activity", "scenario", "learner")
        .defer("scenario__package")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such lab of yours."))
    return found


def get_open_session_for(user: User, public_id: UUID) -> LabSession:
    """The same, while it can still be acted in; 403 once it has ended."""
    session = get_session_for(user, public_id)
    if not session.is_open:
        raise PermissionDenied(_("This lab has ended. Its debrief says what happened."))
    return session
