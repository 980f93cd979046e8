"""What the programme knows of a person: cases of accreditation and the documents in them.

Export gives all of it. Erasure takes the documents away; that somebody was accredited from when to when stays, for
certificates stand on it, behind an erased person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courses.programme.engine.accreditation import OPEN_STATES
from courses.programme.models import Accreditation, AccreditationEvidence, Authorisation

if TYPE_CHECKING:
    from accounts.api import User

MODELS = ("courses.Accreditation", "courses.AccreditationEvidence", "courses.Authorisation")


def export(user: User) -> dict[str, Any]:
    """Cases about the person with their documents, and what they asked, handed in and granted."""
    mine = Accreditation.objects.filter(user=user).order_by("pk")
    papers = AccreditationEvidence.objects.order_by("pk")
    facts = ("partner__name", "version__title", "version__number", "edition", "state", "starts_on", "ends_on")
    return {
        "accreditations": list(mine.values(*facts, "asked_at")),
        "documents": list(
            papers.filter(accreditation__user=user).values("code", "title", "sha256", "uploaded_at")
        ),
        "handed_in": list(papers.filter(uploaded_by=user).values("code", "title", "uploaded_at")),
        "asked_or_decided": list(
            (Accreditation.objects.filter(asked_by=user) | Accreditation.objects.filter(decided_by=user))
            .order_by("pk")
            .values("partner__name", "version__title", "edition", "asked_at")
        ),
        "authorised": list(
            Authorisation.objects.filter(granted_by=user)
            .order_by("pk")
            .values("partner__name", "version__title", "starts_on", "ends_on")
        ),
    }


def erase(user: User) -> dict[str, int]:
    papers = list(AccreditationEvidence.objects.filter(accreditation__user=user))
    for paper in papers:
        paper.file.delete(save=False)
        paper.delete()
    closed = Accreditation.objects.filter(user=user, state__in=OPEN_STATES).update(state="ended")
    return {"documents": len(papers), "cases_closed": closed}
