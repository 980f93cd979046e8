"""What a suspension of a partner would touch in courses: cohorts, learners, open invitations, accredited instructors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import ImpactLine, Invitation
from courses.cohorts.models import Cohort, CohortState
from courses.cohorts.selectors import INVITATION_KIND
from courses.enrolments.models import Enrolment
from courses.programme.models import Accreditation

if TYPE_CHECKING:
    from accounts.api import Partner


def partner_impact(partner: Partner) -> list[ImpactLine]:
    """The lines of the preview, in four queries."""
    now = timezone.now()
    runs = Q(state=CohortState.OPEN, opens_at__lte=now, closes_at__gt=now)
    coming = Q(state=CohortState.DRAFT) | Q(state=CohortState.OPEN, opens_at__gt=now)
    cohorts = Cohort.objects.filter(partner=partner).aggregate(
        running=Count("pk", filter=runs), coming=Count("pk", filter=coming)
    )
    learners = Enrolment.objects.filter(
        cohort__partner=partner, ended_at=None, completed_at=None, cohort__state=CohortState.OPEN
    ).count()
    invited = Invitation.objects.filter(kind=INVITATION_KIND, partner=partner).open(now).count()
    accredited = (
        Accreditation.objects.filter(partner=partner, state="granted").values("user").distinct().count()
    )
    return [
        ImpactLine(
            what=_("Cohorts that run"),
            count=cohorts["running"],
            now=_("open, learners join"),
            after=_("go on, nobody new joins"),
            who=_("Instructors teach and review as before."),
        ),
        ImpactLine(
            what=_("Cohorts planned or in draft"),
            count=cohorts["coming"],
            now=_("can open"),
            after=_("cannot open, take nobody in"),
            who=_("Coordinators plan, nothing more."),
        ),
        ImpactLine(
            what=_("Learners"),
            count=learners,
            now=_("learning"),
            after=_("keep access and marks; certificates wait"),
            who=_("Learners go on as before."),
        ),
        ImpactLine(
            what=_("Open invitations of learners"),
            count=invited,
            now=_("can be accepted"),
            after=_("cannot be accepted until it is lifted"),
            who=_("Nobody. They say why."),
        ),
        ImpactLine(
            what=_("Accredited instructors"),
            count=accredited,
            now=_("accredited"),
            after=_("stay accredited, begin no new cohort"),
            who=_("Programme staff, case by case."),
        ),
    ]
