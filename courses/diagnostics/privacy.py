"""What this room knows of a person: sittings, answers, a short check that was kept. Erasure leaves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courses.diagnostics.models import DiagnosticAnswer, DiagnosticSitting, KeptCheck

if TYPE_CHECKING:
    from accounts.api import User

MODELS = ("courses.DiagnosticSitting", "courses.DiagnosticAnswer", "courses.KeptCheck")


def export(user: User) -> dict[str, Any]:
    """Every sitting with every answer, and the short check."""
    sittings = DiagnosticSitting.objects.filter(learner=user).select_related("activity").order_by("pk")
    return {
        "sittings": [
            {
                "id": sitting.public_id,
                "form": sitting.activity.title,
                "number": sitting.number,
                "started_at": sitting.started_at,
                "finished_at": sitting.finished_at,
                "answers": list(
                    DiagnosticAnswer.objects.filter(sitting=sitting).values(
                        "key", "option", "sure", "saved_at"
                    )
                ),
            }
            for sitting in sittings
        ],
        "short_check": KeptCheck.objects.filter(learner=user).values("answers", "kept_at").first(),
    }


def erase(user: User) -> dict[str, int]:
    """Delete everything: nothing else depends on it."""
    answers = DiagnosticAnswer.objects.filter(sitting__learner=user).count()
    DiagnosticSitting.objects.filter(learner=user).delete()
    short, _rows = KeptCheck.objects.filter(learner=user).delete()
    return {"answers": answers, "short_check": short}
