"""May this be issued with this partner today? The gate of partner standing and authorisation, line by line, asked once per cohort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.api import PartnerState
from certificates.credentials.engine.eligibility import GATE
from certificates.credentials.engine.facts import Line

if TYPE_CHECKING:
    from courses.api import Cohort, Enrolment

KEPT = "The results are kept. The certificate is issued by itself when the partner may issue again."


class Gates:
    """The answers of one page, one task or one piece of a batch, kept by cohort."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Line, ...]] = {}

    def of(self, enrolment: Enrolment) -> tuple[Line, ...]:
        """No lines for a learner on their own: no partner stands behind it."""
        cohort = enrolment.cohort
        if cohort is None:
            return ()
        if cohort.pk not in self._known:
            self._known[cohort.pk] = _lines_of(cohort)
        return self._known[cohort.pk]


def _lines_of(cohort: Cohort) -> tuple[Line, ...]:
    partner = cohort.partner
    is_active = partner.state == PartnerState.ACTIVE
    words = {"partner": partner.name, "state": str(partner.get_state_display()).lower()}
    detail = {"state": str(partner.state)}
    if not is_active:
        detail |= {
            "why": _("%(partner)s is %(state)s, so nothing is issued with it now.") % words + " " + _(KEPT),
            "who": _("Programme staff decide about the partner."),
        }
    return (Line(f"{GATE}partner", _("%(partner)s is an authorised partner") % words, is_active, detail),)
