"""Who made a link, and who waited for a seat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courses.joining.models import JoinLink, JoinRequest

if TYPE_CHECKING:
    from accounts.api import User

MODELS = ("courses.JoinLink", "courses.JoinRequest")


def export(user: User) -> dict[str, Any]:
    """Requests with their answers, links made, and requests decided."""
    asked = JoinRequest.objects.filter(user=user).order_by("pk")
    decided = JoinRequest.objects.filter(decided_by=user).order_by("pk")
    return {
        "asked": list(asked.values("cohort__name", "why", "state", "asked_at", "decided_at", "answer")),
        "decided": list(decided.values("cohort__name", "state", "decided_at")),
        "links": list(JoinLink.objects.filter(made_by=user).values("cohort__name", "made_at").order_by("pk")),
    }


def erase(user: User) -> dict[str, int]:
    """What somebody asked goes; that a link was made stays, by whom goes."""
    gone, _rows = JoinRequest.objects.filter(user=user).delete()
    JoinRequest.objects.filter(decided_by=user).update(decided_by=None)
    return {"asked": gone, "links": JoinLink.objects.filter(made_by=user).update(made_by=None)}
