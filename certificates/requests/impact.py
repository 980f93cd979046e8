"""What a suspension of a partner would touch here: its open requests."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.api import ImpactLine, Partner
from certificates.requests.models import CredentialRequest


def partner_impact(partner: Partner) -> list[ImpactLine]:
    """One query."""
    waiting = CredentialRequest.objects.filter(
        cohort__partner=partner, state__in=["asked", "checked", "issuing"]
    )
    return [
        ImpactLine(
            _("Open requests for certificates"),
            waiting.count(),
            _("Wait for programme staff"),
            _("Nobody in them is ready while the partner is suspended."),
            _("Programme staff return them, or wait"),
        )
    ]
