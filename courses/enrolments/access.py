"""The door to a learner's own enrolment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrolments.models import Enrolment

if TYPE_CHECKING:
    from accounts.api import User


def get_enrolment_for(user: User, public_id: UUID) -> Enrolment:
    """The learner's own enrolment, ended or not; another person's does not exist for them."""
    found = Enrolment.objects.filter(user=user, public_id=public_id).first()
    if found is None:
        raise Http404(_("There is no such course of yours."))
    return found


def is_open_at(enrolment: Enrolment, now: datetime | None = None) -> bool:
    """Whether a learner may work in it: not ended, and within its dates."""
    at = now or timezone.now()
    if enrolment.ended_at is not None:
        return False
    opened = enrolment.opens_at is None or enrolment.opens_at <= at
    return opened and (enrolment.closes_at is None or at < enrolment.closes_at)
