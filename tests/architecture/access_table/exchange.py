"""Who may bring questions in and give them out: programme staff alone, for a question file holds its keys."""

from __future__ import annotations

from dataclasses import dataclass

from courses.exchange.models import DraftMedia, QuestionDraft
from courses.exchange.services import import_questions
from courses.models import Activity
from tests.architecture.access_table import row
from tests.cast import Cast
from tests.factories.quizzes import make_quiz


@dataclass(frozen=True)
class World:
    draft: QuestionDraft
    activity: Activity


def make_world(cast: Cast) -> World:
    taken = import_questions(
        data=b"What first? {=The sheet ~The mail}", name="old.txt", file_format="gift", actor=cast.sam
    )
    assert taken.draft is not None
    DraftMedia.objects.create(draft=taken.draft, path="media/bay.png", data=b"\x89PNG\r\n\x1a\n")
    return World(taken.draft, make_quiz(copies=1))


def draft(world: World) -> list[object]:
    return [world.draft.public_id]


def picture(world: World) -> list[object]:
    return [world.draft.public_id, "bay.png"]


def activity(world: World) -> list[object]:
    return [world.activity.public_id]


STAFF = "302 404 404 404 404 404 200"
GIFT = {"file_format": "gift"}

#      visitor lena omar ines paula rui sam
ROWS = [
    row("courses:question-drafts", None, STAFF),
    row("courses:question-drafts", None, "302 404 404 404 404 404 422", method="post"),
    row("courses:question-draft", draft, STAFF),
    row("courses:question-draft-picture", picture, STAFF),
    row("courses:question-draft-package", draft, STAFF),
    row("courses:question-draft-export", draft, STAFF, method="post", data=GIFT),
    row("courses:quiz-export", activity, STAFF),
    row("courses:quiz-export", activity, STAFF, method="post", data=GIFT),
    row("courses:question-draft-delete", draft, STAFF),
    row("courses:question-draft-delete", draft, "302 404 404 404 404 404 302", method="post"),
]
