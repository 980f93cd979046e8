"""What this room knows of a person: attempts, answers and extra time. Export gives all of it, erasure the words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from courses.quizzes.models import Accommodation, Answer, Appeal, Attempt, Ticket
from courses.schedules.models import ActivityDates

if TYPE_CHECKING:
    from accounts.api import User

MODELS = (
    "courses.Attempt",
    "courses.Answer",
    "courses.Accommodation",
    "courses.Ticket",
    "courses.Appeal",
    "courses.Correction",  # names who corrected; a fact of the ledger that stays
    "courses.Regrade",
    "courses.ActivityDates",  # names who set them; a person's own dates are exported
)


def export(user: User) -> dict[str, Any]:
    """Every attempt with every answer and its history, and the extra time."""
    attempts = Attempt.objects.filter(learner=user).prefetch_related("answers").order_by("pk")
    extra = Accommodation.objects.filter(learner=user).values("extra_percent", "until", "set_at").first()
    appeals = Appeal.objects.filter(attempt__learner=user).values(
        "attempt__public_id", "number", "reason", "state", "created_at", "decided_at", "decision"
    )
    tickets = Ticket.objects.filter(enrolment__user=user).values("code", "place", "opens_at", "admitted_at")
    return {
        "attempts": [_attempt(attempt) for attempt in attempts],
        "extra_time": extra,
        "appeals": list(appeals),
        "tickets": list(tickets),
        "own_dates": list(
            ActivityDates.objects.filter(enrolment__user=user).values(
                "activity__title", "opens_at", "due_at", "closes_at", "extra_attempts"
            )
        ),
    }


def erase(user: User) -> dict[str, int]:
    """Remove what was written and the extra time. Points stay: marks and statistics hold no words of a person."""
    answers = Answer.objects.filter(attempt__learner=user).update(
        value="null", sure=Answer.Sure.NOT_SAID, is_flagged=False, history=""
    )
    extra, _rows = Accommodation.objects.filter(learner=user).delete()
    appeals = Appeal.objects.filter(attempt__learner=user).update(reason="", decision="")
    return {"answers": answers, "extra_time": extra, "appeals": appeals}


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "id": attempt.public_id,
        "number": attempt.number,
        "mode": attempt.mode,
        "questions": attempt.items,
        "started_at": attempt.started_at,
        "submitted_at": attempt.submitted_at,
        "points": attempt.points,
        "possible": attempt.possible,
        "passed": attempt.passed,
        "results": attempt.results,
        "answers": [
            {
                "question": answer.number,
                "answer": json.loads(answer.value),
                "sure": answer.get_sure_display(),
                "saved_at": answer.saved_at,
                "history": [json.loads(line) for line in answer.history.splitlines()],
            }
            for answer in attempt.answers.all()
        ],
    }
