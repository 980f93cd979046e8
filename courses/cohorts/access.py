"""The doors to cohorts: coordinators see all of their partner's, instructors those they teach."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.api import Capability, Prepared, User, capabilities_for, partners_with
from courses.cohorts.models import Cohort, CohortInstructor
from courses.enrolments.models import Enrolment


def cohorts_for(user: User, capability: Capability = Capability.VIEW_COHORTS) -> QuerySet[Cohort]:
    """Cohorts in which this person holds `capability`."""
    teaches = Exists(CohortInstructor.objects.filter(cohort=OuterRef("pk"), user=user))
    return Cohort.objects.filter(partner__in=partners_with(user, capability)).filter(
        Q(partner__in=partners_with(user, Capability.MANAGE_COHORTS)) | teaches
    )


def get_cohort_for(user: User, public_id: UUID, capability: Capability = Capability.VIEW_COHORTS) -> Cohort:
    """The cohort, with partner, version and course. A stranger gets 404; who may see it but not do this, 403."""
    found = _cohort.objects(public_id)
    if not found:
        raise Http404(_("There is no such cohort."))
    cohort: Cohort = found[0]
    held = capabilities_for(user, cohort.partner)
    is_near = Capability.MANAGE_COHORTS in held or teaches(user, cohort)
    if Capability.VIEW_COHORTS not in held or not is_near:
        raise Http404(_("There is no such cohort."))
    if capability not in held:
        raise PermissionDenied(_("Your role in this partner does not include this."))
    return cohort


_cohort = Prepared(
    lambda public_id: (
        Cohort.objects.select_related("partner", "version__course")
        .defer("version__spec")
        .filter(public_id=public_id)
        .order_by()
    ),
    UUID(int=2**127 - 1),
)


def teaches(user: User, cohort: Cohort) -> bool:
    """Whether this person stands among those who teach the cohort; one query."""
    return CohortInstructor.objects.filter(cohort=cohort, user=user).exists()


def get_cohort_enrolment_for(
    user: User, cohort_id: UUID, enrolment_id: UUID, capability: Capability
) -> tuple[Cohort, Enrolment]:
    """One learner of a cohort, for those who may see their work there."""
    cohort = get_cohort_for(user, cohort_id, capability)
    enrolment = (
        Enrolment.objects.filter(cohort=cohort, public_id=enrolment_id)
        .select_related("user", "client", "standing")
        .first()
    )
    if enrolment is None:
        raise Http404(_("There is no such learner in this cohort."))
    return cohort, enrolment


@dataclass(frozen=True)
class Rights:
    """What a page of this cohort may offer."""

    can_plan: bool
    can_invite: bool
    can_see_marks: bool
    can_adjust: bool


def rights_in(user: User, cohort: Cohort) -> Rights:
    """The rights of a person who has passed the door."""
    held = capabilities_for(user, cohort.partner)
    return Rights(
        can_plan=Capability.MANAGE_COHORTS in held,
        can_invite=Capability.MANAGE_ROSTER in held,
        can_see_marks=Capability.VIEW_MARKS in held,
        can_adjust=Capability.ADJUST_MARKS in held,
    )


def may_plan_cohorts(user: User) -> bool:
    """Whether there is a partner for which this person plans cohorts."""
    return partners_with(user, Capability.MANAGE_COHORTS).exists()
