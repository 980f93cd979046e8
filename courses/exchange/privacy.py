"""What this room knows of a person: who brought a file in. The questions are nobody's personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courses.exchange.models import QuestionDraft

if TYPE_CHECKING:
    from accounts.api import User

MODELS = ("courses.QuestionDraft",)


def export(user: User) -> dict[str, Any]:
    return {
        "imported": list(
            QuestionDraft.objects.filter(created_by=user)
            .values("name", "format", "created_at")
            .order_by("pk")
        )
    }


def erase(user: User) -> dict[str, int]:
    """Drafts stay without the name of who brought them in."""
    return {"drafts": QuestionDraft.objects.filter(created_by=user).update(created_by=None)}
