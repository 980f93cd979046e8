"""The door to documents that partners handed in."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from accounts.agreements.models import Evidence
from accounts.partners.models import Partner


def get_evidence_of(partner: Partner, public_id: UUID) -> Evidence:
    """A document that is still kept."""
    found = Evidence.objects.filter(partner=partner, public_id=public_id).exclude(file="").first()
    if found is None:
        raise Http404
    return found
