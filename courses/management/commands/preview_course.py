"""`manage.py preview_course PATH --out DIR [--track T] [--language L] [--watch]`: lessons as pages, drawn again on each change."""

from __future__ import annotations

import shutil
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string

from courses.authoring.preview import PreviewPage, preview_page, source_of_draft
from courses.catalogue.kinds import get_kind
from courses.content.engine.assembly import Draft, assemble
from courses.content.engine.errors import BrokenPackage, ContentError
from courses.content.engine.reader import read_package
from courses.management.commands.check_course import as_text

SHEETS = ("tokens", "base", "components", "desk", "reading")


class Command(BaseCommand):
    help = (
        "Draw the lessons of a package as pages in a folder, as learners of a track and a language read them."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="the folder with course.yaml, or a ZIP of it")
        parser.add_argument("--out", default="", help="where the pages go; var/preview without it")
        parser.add_argument("--track", default="", help="only what this track reads")
        parser.add_argument("--language", default="", help="where a lesson is translated, read it in this")
        parser.add_argument("--watch", action="store_true", help="draw again whenever a file changes")
        parser.add_argument("--rounds", type=int, default=0, help="with --watch: stop after so many looks")

    def handle(self, *, path: str, out: str, watch: bool, rounds: int, **wishes: Any) -> None:
        source, target = Path(path), Path(out) if out else Path(settings.DATA_DIR) / "preview"
        if not source.exists():
            raise CommandError(f"There is no {path}.")
        seen: dict[str, tuple[int, int]] = {}
        looks = 0
        while True:
            now = _state(source)
            if now != seen:
                seen = now
                self.stdout.write(self._draw(source, target, wishes["track"], wishes["language"]))
            looks += 1
            if not watch or looks == rounds:
                return
            try:
                time.sleep(0.5)
            except KeyboardInterrupt:
                return

    def _draw(self, source: Path, target: Path, track: str, language: str) -> str:
        try:
            files = read_package(source)
        except BrokenPackage as broken:
            return as_text(list(broken.findings), [])
        draft, findings = assemble(files)
        if draft is None:
            return as_text([one for one in findings if one.is_error], [])
        findings = [*findings, *_of_lessons(draft)]
        errors = [one for one in findings if one.is_error]
        if errors:
            return as_text(errors, [])
        shown = preview_page(source_of_draft(draft, "files/"), track=track, language=language)
        if track and shown.track != track:
            raise CommandError(
                f"There is no track “{track}”. Known: {', '.join(k for k, *_ in shown.tracks)}."
            )
        count = _write(draft, files, target, shown, language)
        return f"{count} lessons in {target}: open {target / 'index.html'}."


def _of_lessons(draft: Draft) -> list[ContentError]:
    return [
        finding
        for source in draft.sources
        if source.kind == "lesson"
        for finding in get_kind("lesson").check(source, draft.package)
    ]


def _write(draft: Draft, files: dict[str, bytes], target: Path, first: PreviewPage, language: str) -> int:
    (target / "static" / "css").mkdir(parents=True, exist_ok=True)
    for sheet in SHEETS:
        shutil.copy(settings.ROOT / "static" / "css" / f"{sheet}.css", target / "static" / "css")
    for name, data in files.items():
        if name.startswith("assets/"):
            (target / "files" / name).parent.mkdir(parents=True, exist_ok=True)
            (target / "files" / name).write_bytes(data)
    keys = [line.key for _title, lines in first.outline for line in lines if line.kind == "lesson"]
    source = source_of_draft(draft, "files/")
    for key in keys:
        page = preview_page(source, track=first.track, language=language, key=key)
        text = render_to_string(
            "courses/authoring/static.html",
            {"page": page, "sheets": [f"static/css/{name}.css" for name in SHEETS]},
        )
        (target / f"{key}.html").write_text(text, "utf-8")
    index = (target / f"{keys[0]}.html").read_text("utf-8") if keys else "<p>No lesson.</p>"
    (target / "index.html").write_text(index, "utf-8")
    return len(keys)


def _state(source: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file, to see whether something changed."""
    paths = [source] if source.is_file() else sorted(source.rglob("*"))
    found = {}
    for path in paths:
        try:
            about = path.lstat()
        except OSError:
            continue
        found[str(path)] = (about.st_size, about.st_mtime_ns)
    return found
