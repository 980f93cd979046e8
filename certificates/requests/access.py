"""The doors to requests: a partner has its own, the programme has all."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.api import Capability, User, partners_with
from certificates.requests.models import CredentialRequest
from courses.api import Cohort, cohorts_for


def requests_visible_to(user: User) -> QuerySet[CredentialRequest]:
    """Requests of partners for which this person may ask."""
    partners = partners_with(user, Capability.REQUEST_CREDENTIALS)
    return CredentialRequest.objects.filter(cohort__partner__in=partners).select_related(
        "cohort__partner", "asked_by"
    )


def get_request_for(user: User, public_id: UUID) -> CredentialRequest:
    """One request, for the partner's people who may ask and for the programme; else there is none."""
    rows = requests_visible_to(user).select_related("cohort__version", "checked_by", "agreed_by")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def get_cohort_to_ask_for(user: User, public_id: UUID) -> Cohort:
    """A cohort whose certificates this person may ask for."""
    rows = cohorts_for(user, Capability.REQUEST_CREDENTIALS).select_related("partner", "version")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def require_asker(user: User) -> None:
    """Somebody who may ask for at least one partner."""
    if not partners_with(user, Capability.REQUEST_CREDENTIALS).exists():
        raise Http404


def require_desk(user: User) -> None:
    """Checking and agreeing is the programme's."""
    if not (user.is_active and user.is_staff):
        raise Http404
