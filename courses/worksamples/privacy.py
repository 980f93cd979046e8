"""What this room knows of a person: their works and files, and the ratings that they gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courses.worksamples import storage
from courses.worksamples.models import HandIn, Rating, Refusal, Work, WorkAppeal, WorkFile

if TYPE_CHECKING:
    from accounts.api import User

MODELS = (
    "courses.Work",
    "courses.WorkFile",
    "courses.HandIn",
    "courses.Rating",
    "courses.Refusal",
    "courses.WorkAppeal",
)


def export(user: User) -> dict[str, Any]:
    """Every text with its rounds and ratings (raters by their seat), file names, appeals; and ratings given."""
    works = Work.objects.filter(enrolment__user=user).select_related("activity").order_by("pk")
    given = Rating.objects.filter(rater=user).order_by("pk")
    return {
        "works": [_work(work) for work in works],
        "ratings_given": list(given.values("seat", "state", "points", "notes", "comment", "done_at")),
        "stepped_back": list(Refusal.objects.filter(rater=user).values("reason", "at")),
        "returned": list(
            HandIn.objects.filter(returned_by=user).values("return_reason", "returned_at").order_by("pk")
        ),
        "appeals_decided": list(
            WorkAppeal.objects.filter(decided_by=user).values("decision", "decided_at").order_by("pk")
        ),
    }


def _work(work: Work) -> dict[str, Any]:
    appeal = WorkAppeal.objects.filter(work=work).values("reason", "state", "created_at", "decision").first()
    return {
        "id": work.public_id,
        "title": work.activity.title,
        "number": work.number,
        "state": work.state,
        "draft": work.text,
        "saved_at": work.saved_at,
        "points": work.points,
        "possible": work.possible,
        "passed": work.passed,
        "files": list(work.files.values("name", "size", "digest", "added_at")),
        "rounds": [
            {
                "round": one.round,
                "text": one.text,
                "handed_in_at": one.handed_in_at,
                "returned_at": one.returned_at,
                "return_reason": one.return_reason,
                "ratings": list(
                    one.ratings.filter(state=Rating.State.DONE).values("seat", "points", "notes", "comment")
                ),
            }
            for one in work.hand_ins.all()
        ],
        "appeal": appeal,
    }


def erase(user: User) -> dict[str, int]:
    """Remove the learner's words and files, and what was written to them. Points stay: they hold no words.

    Ratings that the person gave stay with the learners they were written for, behind an erased name.
    """
    own = Work.objects.filter(enrolment__user=user)
    texts = own.update(text="", saved_at=None)
    HandIn.objects.filter(work__in=own).update(text="", return_reason="")
    Rating.objects.filter(hand_in__work__in=own).update(notes={}, comment="")
    Rating.objects.filter(hand_in__work__in=own, state=Rating.State.WAITING).update(state=Rating.State.CLOSED)
    appeals = WorkAppeal.objects.filter(work__in=own).update(reason="", decision="")
    files = list(WorkFile.objects.filter(work__in=own))
    for file in files:
        storage.forget(file.path)
        file.hand_ins.clear()
        file.delete()
    Refusal.objects.filter(rater=user).update(reason="")
    return {"works": texts, "files": len(files), "appeals": appeals}
