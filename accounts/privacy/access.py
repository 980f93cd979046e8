"""The doors to a person's own copies and requests."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils import timezone

from accounts.privacy.models import DataExport, ExportState
from accounts.users.models import User


def get_export_for(user: User, public_id: UUID) -> DataExport:
    """A finished copy of this person's data; 404 for anybody else's, and once it is no longer kept."""
    found = DataExport.objects.filter(public_id=public_id, user=user, state=ExportState.READY).first()
    if found is None or found.expires_at is None or found.expires_at <= timezone.now():
        raise Http404
    return found
