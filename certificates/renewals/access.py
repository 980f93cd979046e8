"""The doors to renewals: a holder has their own credential and hours, programme staff have all hours."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from accounts.api import User
from certificates.credentials.access import get_own_credential_for
from certificates.credentials.models import Credential, State
from certificates.renewals.models import CpdEntry


def get_renewable_for(user: User, public_id: str) -> Credential:
    """An own credential that has an end and was not revoked or replaced; for anything else there is no renewal page."""
    found = get_own_credential_for(user, public_id)
    if found.valid_until is None or found.state != State.ISSUED or found.enrolment_id is None:
        raise Http404
    return found


def get_cpd_entry_for(user: User, public_id: UUID) -> CpdEntry:
    """Hours of one's own, or anybody's for programme staff."""
    rows = CpdEntry.objects.select_related("holder")
    if not (user.is_active and user.is_staff):
        rows = rows.filter(holder=user)
    found: CpdEntry | None = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
