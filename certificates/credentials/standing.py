"""May this be issued with this partner today? The gate of partner standing and authorisation, line by line, asked once per cohort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from certificates.credentials.engine.eligibility import GATE
from certificates.credentials.engine.facts import Line
from courses.api import issuing_blocks

if TYPE_CHECKING:
    from courses.api import Cohort, Enrolment


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
    blocks = issuing_blocks(cohort)
    if not blocks:
        may = _("%(partner)s may issue for this course") % {"partner": cohort.partner.name}
        return (Line(f"{GATE}partner", may, True, {}),)
    return tuple(
        Line(f"{GATE}{block.code}", block.what, False, {"why": block.why, "who": block.who})
        for block in blocks
    )
