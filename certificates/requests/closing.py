"""What a cohort that closes still lacks here: certificates that nobody asked for, and requests that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.credentials.models import Credential
from certificates.requests.models import CredentialRequest
from courses.api import CheckLine, Enrolment, counted_line

if TYPE_CHECKING:
    from courses.api import Cohort


def closing_lines(cohort: Cohort) -> list[CheckLine]:
    """Two queries."""
    held = Exists(Credential.objects.filter(enrolment=OuterRef("pk")))
    finished = Enrolment.objects.filter(cohort=cohort, completed_at__isnull=False, ended_at=None)
    without = finished.exclude(held).count()
    waiting = CredentialRequest.objects.filter(
        cohort=cohort, state__in=["asked", "checked", "issuing"]
    ).count()
    place = (reverse("certificates:requests"), _("Requests"))
    return [
        counted_line(
            "certificates",
            without,
            _("Everybody who has finished holds a certificate"),
            ngettext("%(n)s has finished and holds none.", "%(n)s have finished and hold none.", without),
            _("Can be lifted by: a coordinator, who asks for them."),
            *place,
        ),
        counted_line(
            "requests",
            waiting,
            _("No request for certificates waits"),
            ngettext("%(n)s request waits.", "%(n)s requests wait.", waiting),
            _("Can be lifted by: programme staff."),
            *place,
        ),
    ]
