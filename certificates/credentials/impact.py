"""What a suspension of a partner would touch here: certificates that are out, and those on their way."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.api import ImpactLine, Partner
from certificates.credentials.models import Credential, HeldIssue, State


def partner_impact(partner: Partner) -> list[ImpactLine]:
    """Two queries."""
    counted = Credential.objects.filter(partner=partner).aggregate(
        out=Count("pk", filter=Q(state__in=[State.ISSUED, State.SUSPENDED])),
        coming=Count("pk", filter=Q(state__in=[State.PREPARING, State.FAILED])),
    )
    held = HeldIssue.objects.filter(enrolment__cohort__partner=partner).count()
    return [
        ImpactLine(
            _("Certificates issued with this partner"),
            counted["out"],
            _("In force"),
            _(
                "Stay in force. Their public page says that the partner was authorised on the day of issue and is not today."
            ),
            _("Programme staff may suspend or revoke one by one"),
        ),
        ImpactLine(
            _("Certificates being made"),
            counted["coming"],
            _("Facts are frozen, files are made"),
            _("Are finished: they were earned before."),
            _("Nobody has to"),
        ),
        ImpactLine(
            _("Certificates held back"),
            held,
            _("Earned, but the partner may not issue"),
            _("Wait on. They are issued when the suspension is lifted."),
            _("Programme staff lift the suspension"),
        ),
    ]
