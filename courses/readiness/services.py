"""Open a cohort when nothing blocks, close it, and reopen it with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courses.cohorts.services import lock_cohort, open_cohort, reopen_cohort
from courses.readiness.selectors import blocks_of, opening_list

if TYPE_CHECKING:
    from accounts.api import User
    from courses.cohorts.models import Cohort


def open_when_ready(*, cohort: Cohort, actor: User) -> Cohort:
    """Raises ValidationError with every line that blocks. Safe to repeat."""
    with transaction.atomic():
        held = lock_cohort(cohort)
        if held.state == "draft":
            blocks = blocks_of(opening_list(held))
            if blocks:
                raise ValidationError([f"{line.what}: {line.why}" for line in blocks])
        return open_cohort(cohort=held, actor=actor)


def reopen(*, cohort: Cohort, reason: str, actor: User) -> Cohort:
    """Programme staff alone, with a reason that stays in the audit log; the gate is asked again."""
    if not actor.is_staff:
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the record explains itself.")})
    with transaction.atomic():
        held = lock_cohort(cohort)
        blocks = blocks_of(opening_list(held))
        if blocks:
            raise ValidationError({"reason": [f"{line.what}: {line.why}" for line in blocks]})
        return reopen_cohort(cohort=held, reason=reason.strip()[:500], actor=actor)
