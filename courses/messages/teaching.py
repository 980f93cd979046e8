"""Whose conversations are whose: those of a cohort belong to its learners and to those who teach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.api import Capability, partners_with
from courses.cohorts.models import Cohort, CohortInstructor

if TYPE_CHECKING:
    from accounts.api import User


def taught_by(user: User) -> QuerySet[Cohort]:
    """Cohorts that this person teaches now: not those that they own, coordinate or oversee."""
    posts = CohortInstructor.objects.filter(user=user).values("cohort")
    return Cohort.objects.filter(pk__in=posts, partner__in=partners_with(user, Capability.MANAGE_ROSTER))
