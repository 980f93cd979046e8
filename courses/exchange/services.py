"""Takes question files in as drafts, and gives the questions of a bank or a draft out.

The readers and writers are loaded when a file is there: a process that only shows pages does not pay for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml
from django.db import transaction

from accounts.api import record_audit
from courses.catalogue.models import Activity
from courses.catalogue.selectors import package_files
from courses.content.engine.reader import write_zip
from courses.exchange.engine.report import Exported, Imported, Report
from courses.exchange.models import DraftMedia, QuestionDraft

if TYPE_CHECKING:
    from accounts.api import User


@dataclass(frozen=True)
class Taken:
    """What an import did. `draft` is None where there was nothing to keep: then nothing was written."""

    draft: QuestionDraft | None
    report: Report


def import_questions(*, data: bytes, name: str, file_format: str, actor: User | None) -> Taken:
    """Read a file and keep its questions as a draft; a file with an error, or without a question, leaves nothing."""
    from courses.exchange.engine.formats import read_questions

    made = read_questions(file_format, data)
    if made.report.errors or not made.items:
        return Taken(None, made.report)
    with transaction.atomic():
        draft = QuestionDraft.objects.create(
            name=name[:200] or file_format,
            format=file_format,
            items=made.items,
            report=made.report.as_json(),
            created_by=actor,
        )
        DraftMedia.objects.bulk_create(
            DraftMedia(draft=draft, path=path[:200], data=content) for path, content in made.media.items()
        )
        record_audit(
            actor=actor,
            verb="questions.imported",
            target=draft,
            detail={"format": file_format, "questions": len(made.items)},
        )
    return Taken(draft, made.report)


def delete_draft(*, draft: QuestionDraft, actor: User) -> None:
    """Throw a draft away with its media."""
    with transaction.atomic():
        record_audit(actor=actor, verb="questions.draft_deleted", target=draft, detail={"name": draft.name})
        draft.delete()


def export_bank(*, activity: Activity, file_format: str) -> Exported:
    """The questions of a published quiz in another format, with the pictures they name."""
    from courses.exchange.engine.formats import write_questions

    items = list(activity.spec.get("items", []))
    folder = activity.file.rsplit("/", 1)[0]
    media = {
        path.removeprefix(folder + "/"): content
        for path, content in package_files(activity.version, under=f"{folder}/media/").items()
    }
    return write_questions(file_format, items, media)


def export_draft(*, draft: QuestionDraft, file_format: str) -> Exported:
    from courses.exchange.engine.formats import write_questions

    return write_questions(file_format, draft.items, media_of(draft))


def media_of(draft: QuestionDraft) -> dict[str, bytes]:
    rows = DraftMedia.objects.filter(draft=draft).values_list("path", "data")
    return {path: bytes(content) for path, content in rows}


def package_of(draft: QuestionDraft) -> bytes:
    """The draft for its author: `items.yaml`, ready to stand under `items:` of a quiz, and the media beside it."""
    return written(Imported(draft.items, media_of(draft)))


def written(made: Imported) -> bytes:
    """Questions and media as one ZIP."""
    head = "# Questions from elsewhere. Put them under `items:` of a quiz.yaml and give each its competency and its reasons.\n"
    text = yaml.safe_dump({"items": made.items}, allow_unicode=True, sort_keys=False, width=110)
    return write_zip({"items.yaml": (head + text).encode()} | made.media)
