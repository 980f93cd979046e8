"""Plugs invitations of learners into the house's invitation pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.api import ClientOrganisation, InvitationCard
from courses.cohorts.models import Cohort
from courses.cohorts.selectors import INVITATION_KIND
from courses.cohorts.services import enrol_in_cohort
from courses.enrolments.models import Source

if TYPE_CHECKING:
    from accounts.api import Invitation, User


class CohortInvitation:
    name = INVITATION_KIND
    mail_template = "courses/invitation"

    def describe(self, invitation: Invitation) -> InvitationCard:
        cohort = (
            Cohort.objects.select_related("partner", "version")
            .defer("version__spec")
            .get(public_id=invitation.target_key)
        )
        first, last = (moment.astimezone(cohort.zone) for moment in (cohort.opens_at, cohort.closes_at))
        return InvitationCard(
            title=_("Learn “%(course)s” with %(partner)s")
            % {"course": cohort.version.title, "partner": cohort.partner.name},
            text=" ".join(
                [_("You have a seat in the cohort %(cohort)s.") % {"cohort": cohort.name}, cohort.welcome]
            ).strip(),
            facts=(
                (_("Course"), cohort.version.title),
                (_("Partner"), cohort.partner.name),
                (_("Starts"), date_format(first, "j F Y")),
                (_("Ends"), date_format(last, "j F Y")),
            ),
        )

    def accept(self, invitation: Invitation, user: User) -> str:
        cohort = Cohort.objects.filter(public_id=invitation.target_key).first()
        if cohort is None:
            raise ValidationError(_("This cohort does not exist any more."))
        client_id = invitation.data.get("client")
        client = ClientOrganisation.objects.filter(pk=client_id).first() if client_id else None
        enrolment = enrol_in_cohort(
            cohort=cohort, user=user, source=Source.INVITATION, client=client, actor=user, holds_seat=True
        )
        return reverse("courses:learn", args=[enrolment.public_id])
