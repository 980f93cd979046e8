"""Keeps what a learner writes while reading. None of it is a mark, none of it is shown to anybody else."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.catalogue.models import Module
from courses.lessons.access import LearnerLesson
from courses.lessons.models import LessonWork, ModuleWork
from courses.progress.services import mark_done, note_place
from courses.recall.engine.answers import Feedback, answer

MAX_NOTES = 60
MAX_NOTE = 4_000
MAX_QUOTE = 600


def _need_open(lesson: LearnerLesson) -> None:
    if not lesson.is_open:
        raise PermissionDenied(_("The course is not open for you at this time."))


def _work(lesson: LearnerLesson) -> LessonWork:
    """The row, locked; made at the first word."""
    LessonWork.objects.get_or_create(enrolment=lesson.enrolment, activity=lesson.activity)
    return LessonWork.objects.select_for_update().get(enrolment=lesson.enrolment, activity=lesson.activity)


def answer_recall(*, lesson: LearnerLesson, question_id: str, given: Sequence[str]) -> Feedback:
    """Judge an answer and keep the newest one; asked again, it may be answered again."""
    _need_open(lesson)
    feedback = answer(lesson.spec["recall"][question_id], given)
    if feedback.is_right is None:
        return feedback
    with transaction.atomic():
        work = _work(lesson)
        tries = int(work.answers.get(question_id, {}).get("tries", 0)) + 1
        work.answers[question_id] = {
            "given": list(feedback.chosen),
            "right": feedback.is_right,
            "tries": tries,
            "at": timezone.now().isoformat(),
        }
        work.save(update_fields=["answers", "updated_at"])
    return feedback


def add_note(*, lesson: LearnerLesson, text: str, anchor: str, quote: str = "") -> dict[str, Any]:
    """Write a note beside a section of the lesson. With a `quote` it is a highlight; then the text may stay empty."""
    note = {
        "id": secrets.token_hex(6),
        "anchor": anchor,
        "text": text,
        "quote": quote,
        "at": timezone.now().isoformat(),
    }
    with transaction.atomic():
        work = _work(lesson)
        if len(work.notes) >= MAX_NOTES:
            raise ValidationError(_("A lesson holds up to %(count)s notes.") % {"count": MAX_NOTES})
        if work.notes and _says(work.notes[-1]) == _says(note):
            return dict(work.notes[-1])
        work.notes.append(note)
        work.save(update_fields=["notes", "updated_at"])
    return note


def _says(note: dict[str, Any]) -> tuple[str, str, str]:
    return note["text"], note["anchor"], note.get("quote", "")


def erase_note(*, lesson: LearnerLesson, note_id: str) -> None:
    """Take a note or a highlight away."""
    with transaction.atomic():
        work = _work(lesson)
        work.notes = [note for note in work.notes if note["id"] != note_id]
        work.save(update_fields=["notes", "updated_at"])


def change_note(*, lesson: LearnerLesson, note_id: str, text: str) -> None:
    """Write a note anew. An empty text erases it, or leaves the bare highlight when there is one."""
    with transaction.atomic():
        work = _work(lesson)
        kept = [note for note in work.notes if note["id"] != note_id or text or note.get("quote")]
        for note in kept:
            if note["id"] == note_id:
                note["text"], note["at"] = text, timezone.now().isoformat()
        work.notes = kept
        work.save(update_fields=["notes", "updated_at"])


def _module_work(lesson: LearnerLesson, module: Module) -> ModuleWork:
    ModuleWork.objects.get_or_create(enrolment=lesson.enrolment, module=module)
    return ModuleWork.objects.select_for_update().get(enrolment=lesson.enrolment, module=module)


def predict(*, lesson: LearnerLesson, module: Module, value: str) -> None:
    """Keep the guess; the first one stays, so that it can be looked at later."""
    _need_open(lesson)
    with transaction.atomic():
        work = _module_work(lesson, module)
        if not work.prediction:
            work.prediction, work.predicted_at = value, timezone.now()
            work.save(update_fields=["prediction", "predicted_at"])


def reflect(*, lesson: LearnerLesson, module: Module, text: str) -> None:
    """Keep the private reflection; it may be written anew at any time."""
    with transaction.atomic():
        work = _module_work(lesson, module)
        work.reflection, work.reflected_at = text, timezone.now()
        work.save(update_fields=["reflection", "reflected_at"])


def finish_lesson(*, lesson: LearnerLesson) -> None:
    """The learner has read it."""
    _need_open(lesson)
    mark_done(enrolment=lesson.enrolment, activity=lesson.activity)


def keep_place(*, lesson: LearnerLesson, anchor: str) -> None:
    """Remember the section a learner is reading."""
    known = {heading["id"] for heading in lesson.spec.get("headings", [])}
    if lesson.is_open:
        note_place(
            enrolment=lesson.enrolment, activity=lesson.activity, place=anchor if anchor in known else ""
        )
