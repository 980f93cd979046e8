"""`manage.py questions import|export FILE --format F [--dry-run] [--json]`: exchange questions with other programs."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from courses.exchange.access import find_bank
from courses.exchange.engine.formats import FORMATS, read_questions
from courses.exchange.engine.report import Exported, Report
from courses.exchange.models import QuestionDraft
from courses.exchange.services import export_bank, export_draft, import_questions, written


class Command(BaseCommand):
    help = "Take questions in as a draft, or give a bank out: GIFT, Moodle XML, Aiken, QTI. Exit code 1 on errors."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("import", "export"))
        parser.add_argument("file", help="the file to read, or to write")
        parser.add_argument("--format", required=True, choices=sorted(FORMATS))
        parser.add_argument("--dry-run", action="store_true", help="report only: nothing is written")
        parser.add_argument(
            "--json", action="store_true", help="print {kept, changed, dropped, errors} as JSON"
        )
        parser.add_argument("--out", help="import: write a ZIP with items.yaml and media instead of a draft")
        parser.add_argument("--course", default="waico", help="export: the course (default waico)")
        parser.add_argument("--quiz", help="export: the key of the quiz or exam, such as m3.quiz")
        parser.add_argument("--draft", type=UUID, help="export: a draft instead of a published quiz")

    def handle(self, *, what: str, file: str, json: bool, **options: Any) -> None:
        path = Path(file)
        report, note = self._take(path, **options) if what == "import" else self._give(path, **options)
        self.stdout.write(as_json(report) if json else as_text(report, note))
        if report.errors:
            sys.exit(1)

    def _take(
        self, path: Path, *, format: str, dry_run: bool, out: str | None, **_: Any
    ) -> tuple[Report, str]:
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        data = path.read_bytes()
        if dry_run:
            return read_questions(format, data).report, "Nothing was written."
        if out:
            made = read_questions(format, data)
            if made.report.errors or not made.items:
                return made.report, "Nothing was written."
            Path(out).write_bytes(written(made))
            return made.report, f"Written: {out}"
        taken = import_questions(data=data, name=path.name, file_format=format, actor=None)
        note = f"Draft {taken.draft.public_id}" if taken.draft is not None else "Nothing was written."
        return taken.report, note

    def _give(
        self,
        path: Path,
        *,
        format: str,
        dry_run: bool,
        course: str,
        quiz: str | None,
        draft: UUID | None,
        **_: Any,
    ) -> tuple[Report, str]:
        made = self._exported(format, course, quiz, draft)
        if dry_run:
            return made.report, "Nothing was written."
        path.write_bytes(made.data)
        return made.report, f"Written: {path}"

    def _exported(self, name: str, course: str, quiz: str | None, draft: UUID | None) -> Exported:
        if draft is not None:
            found = QuestionDraft.objects.filter(public_id=draft).first()
            if found is None:
                raise CommandError(f"There is no draft {draft}.")
            return export_draft(draft=found, file_format=name)
        activity = find_bank(course, quiz or "")
        if activity is None:
            raise CommandError(
                f"The published course {course} has no quiz or exam “{quiz}”. Name it with --quiz."
            )
        return export_bank(activity=activity, file_format=name)


def as_json(report: Report) -> str:
    return json.dumps(report.as_json(), ensure_ascii=False, indent=2)


def as_text(report: Report, note: str) -> str:
    lines = [f"error    {entry.place}  {entry.reason}".rstrip() for entry in report.errors]
    lines += [f"dropped  {entry.place}  {entry.item}: {entry.reason}" for entry in report.dropped]
    lines += [
        f"changed  {entry.place}  {entry.item}: {change.how}"
        for entry in report.changed
        for change in entry.changes
    ]
    counts = f"{len(report.kept)} kept, {len(report.changed)} changed, {len(report.dropped)} dropped, {len(report.errors)} errors."
    return "\n".join([*lines, f"{counts} {note}"])
