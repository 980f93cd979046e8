"""The door to batches: programme staff alone."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from accounts.api import User
from certificates.batches.models import Batch


def get_batch_for(user: User, public_id: UUID) -> Batch:
    """A batch, for programme staff; for anybody else there is none."""
    found = Batch.objects.select_related("cohort__partner", "created_by").filter(public_id=public_id).first()
    if found is None or not (user.is_active and user.is_staff):
        raise Http404
    return found
