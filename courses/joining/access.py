"""The doors to join links: whoever has the code, and those who look after the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from courses.joining.models import JoinLink, JoinRequest

if TYPE_CHECKING:
    from courses.cohorts.models import Cohort


def clean_code(code: str) -> str:
    """The letters and digits alone, as they are kept."""
    return "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())[:12]


def find_link(code: str) -> JoinLink | None:
    """The live link with this code, with its cohort, partner and version."""
    cleaned = clean_code(code)
    if not cleaned:
        return None
    rows = JoinLink.objects.select_related("cohort__partner", "cohort__version").defer(
        "cohort__version__spec"
    )
    return rows.filter(code=cleaned).first()


def get_request_of(cohort: Cohort, public_id: UUID) -> JoinRequest:
    """Somebody who waits for this cohort."""
    found = JoinRequest.objects.select_related("user").filter(cohort=cohort, public_id=public_id).first()
    if found is None:
        raise Http404(_("There is no such request."))
    return found
