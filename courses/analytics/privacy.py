"""Nudges of a person: what they were sent, and what they sent. Erasure takes the words away; that one was sent stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courses.analytics.models import Nudge

if TYPE_CHECKING:
    from accounts.api import User

MODELS = ("courses.Nudge",)


def export(user: User) -> dict[str, Any]:
    rows = Nudge.objects.order_by("pk")
    return {
        "received": list(rows.filter(enrolment__user=user).values("rule", "text", "sent_at", "returned_at")),
        "sent": list(rows.filter(sender=user).values("rule", "text", "sent_at")),
    }


def erase(user: User) -> dict[str, int]:
    received = Nudge.objects.filter(enrolment__user=user).update(text="", returned_at=None)
    sent = Nudge.objects.filter(sender=user).update(text="")
    return {"received": received, "sent": sent}
