"""What labs holds of a person: copied on request, and forgotten without breaking a chain or a mark."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.api import User, register_personal_data
from labs.debrief.models import EventNote
from labs.evaluation.models import Evaluation
from labs.judging.models import JudgeProposal
from labs.providers.models import ModelEndpoint
from labs.reviews.models import Appeal, Review, ReviewedCriterion
from labs.sessions.models import LabEvent, LabSession, LabTurn

ERASED = "–"


def export_labs(user: User) -> object:
    """Every session with its whole log, results, appeals, and reviews that the person gave."""
    sessions = LabSession.objects.filter(learner=user).select_related("scenario").defer("scenario__package")
    return {
        "sessions": [_session(session) for session in sessions],
        "reviews_given": list(
            Review.objects.filter(reviewer=user).values("public_id", "points", "passed", "created_at")
        ),
        "models_added": list(
            ModelEndpoint.objects.filter(created_by=user).values("name", "base_url", "model", "created_at")
        ),
    }


def _session(session: LabSession) -> dict[str, object]:
    events = LabEvent.objects.filter(session=session).order_by("seq")
    return {
        "id": session.public_id,
        "lab": session.scenario.title,
        "mode": session.mode,
        "started_at": session.started_at,
        "ended_at": session.ended_at,
        "ended": session.ended_how,
        "stopped_because": session.killed_reason,
        "expected_points": session.self_rating,
        "reflection": session.reflection,
        "notes": list(EventNote.objects.filter(session=session).values("seq", "text", "changed_at")),
        "events": [event.to_event().to_row() for event in events],
        "results": list(
            Evaluation.objects.filter(session=session).values("points", "possible", "passed", "created_at")
        ),
        "advice_of_a_model_to_the_reviewer": list(
            JudgeProposal.objects.filter(evaluation__session=session)
            .exclude(answered_at=None)
            .values("criterion", "state", "verdict", "model", "answered_at")
        ),
        "appeals": list(
            Appeal.objects.filter(request__evaluation__session=session).values(
                "criterion", "text", "created_at"
            )
        ),
    }


def erase_labs(user: User) -> dict[str, int]:
    """Forget every word; keep acts, points and digests, which say nothing of who it was once the account is erased."""
    events = LabEvent.objects.filter(session__learner=user).exclude(private=None)
    return {
        "texts": events.erase_private(),
        "drafts": LabTurn.objects.filter(session__learner=user).exclude(text="").update(text=""),
        "appeals": Appeal.objects.filter(request__evaluation__session__learner=user).update(text=ERASED),
        "notes": EventNote.objects.filter(session__learner=user).delete()[0],
        "reasons": ReviewedCriterion.objects.filter(review__evaluation__session__learner=user)
        .exclude(reason="")
        .update(reason=ERASED),
        "red_line_reasons": Review.objects.filter(evaluation__session__learner=user).erase_reasons(),
        "sessions": LabSession.objects.filter(learner=user).update(reflection="", salt="", killed_reason=""),
    }


def register() -> None:
    """Plug labs into the person's own page of data."""
    register_personal_data(
        "labs",
        _("Labs"),
        models=[
            "labs.LabSession",
            "labs.LabEvent",
            "labs.LabTurn",
            "labs.LabAct",
            "labs.LabSwitch",
            "labs.ModelEndpoint",
            "labs.JudgeSetting",
            "labs.JudgeProposal",
            "labs.EventNote",
            "labs.SafetyReview",
            "labs.Evaluation",
            "labs.ReviewRequest",
            "labs.Appeal",
            "labs.Review",
            "labs.ReviewedCriterion",
        ],
        export=export_labs,
        erase=erase_labs,
    )
