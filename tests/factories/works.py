"""Work samples for tests: a small brief, and works handed in and rated through the services."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from courses.models import Activity, HandIn, Rating, Work
from courses.worksamples.engine.specs import parsed
from courses.worksamples.services.drafts import begin_work, hand_in, save_draft
from courses.worksamples.services.rating import rate
from tests.factories.courses import enrol_directly, make_version
from tests.factories.quizzes import place_of

WORDS = "I checked the figure against the sheet. " * 5


def levels(top: int = 2) -> list[dict[str, Any]]:
    return [{"points": n, "text": f"Looks like {n}."} for n in range(top + 1)]


def sample(**more: Any) -> dict[str, Any]:
    """Three criteria of 0 to 2, four points pass, two raters."""
    return {
        "format": "readyroom.worksample/1",
        "id": "ws.own",
        "title": "One task of your own",
        "competency": "C2",
        "brief": {
            "situation": "Choose a task that you did with an AI.",
            "steps": ["Say what you asked.", "Say what you checked."],
            "hand_in": ["A text of 20 words or more."],
        },
        "text": {"min": 20, "max": 200},
        "files": {"max": 2, "megabytes": 1, "types": ["pdf", "txt"]},
        "declares": ["It is my own work."],
        "rubric": {
            "pass": 4,
            "criteria": [
                {"id": "task", "title": "The task is clear", "levels": levels()},
                {"id": "check", "title": "What was checked", "needs": 1, "levels": levels()},
                {"id": "doubt", "title": "What stays uncertain", "levels": levels()},
            ],
        },
    } | more


def make_sample(**more: Any) -> Activity:
    """A published version with this one work sample."""
    spec = parsed(sample(**more)).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    steps = [("worksample", "ws.own", "m3", {"title": "One task of your own", "spec": spec})]
    return make_version(steps=steps).activities.get()


def begin(user: Any, activity: Activity, **enrolment: Any) -> Work:
    from courses.models import Enrolment

    held = Enrolment.objects.filter(user=user, version=activity.version).first()
    return begin_work(
        place=place_of(held or enrol_directly(user, activity.version, **enrolment), activity), actor=user
    )


def handed_in(
    user: Any, activity: Activity, *, text: str = WORDS, now: Any = None, **enrolment: Any
) -> HandIn:
    work = begin(user, activity, **enrolment)
    save_draft(work=work, text=text, version=work.version + 1)
    work.refresh_from_db()
    return hand_in(work=work, declared=1, actor=user, now=now)


def points(task: int = 2, check: int = 2, doubt: int = 2) -> dict[str, int]:
    return {"task": task, "check": check, "doubt": doubt}


NOTES = {"task": "Say who needs it.", "check": "Name the sheet.", "doubt": "One is missing."}


def give(rating: Rating, given: dict[str, int], **more: Any) -> Rating:
    return rate(rating=rating, points=given, notes=NOTES, comment="Thank you.", actor=rating.rater, **more)


def rated(hand: HandIn, *given: dict[str, int]) -> Work:
    """Rate the seats in order; the third seat appears when the first two disagree."""
    for number, one in enumerate(given, 1):
        give(Rating.objects.get(hand_in=hand, seat=number), one)
    return Work.objects.get(pk=hand.work_id)


def upload(name: str = "plan.txt", data: bytes = b"A plan.\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
