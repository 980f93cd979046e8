"""`manage.py import_course PATH|ZIP [--json]`: publish a package as an immutable version."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from courses.catalogue.services import Published, publish_package
from courses.content.engine.changes import Part
from courses.content.engine.errors import BrokenPackage
from courses.content.engine.reader import read_package
from courses.management.commands.check_course import as_json, as_text


class Command(BaseCommand):
    help = "Publish a course package. The same package a second time changes nothing; a broken one writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="the folder with course.yaml, or a ZIP of it")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *, path: str, json: bool, **_options: Any) -> None:
        try:
            done = publish_package(read_package(Path(path)), today=timezone.now().date())
        except BrokenPackage as broken:
            self.stdout.write(as_json(broken.findings, []) if json else as_text(broken.findings, []))
            if not json:
                self.stdout.write("Nothing was written.")
            sys.exit(1)
        self.stdout.write(as_json([], done.warnings, **_facts(done)) if json else _story(done))


def _facts(done: Published) -> dict[str, Any]:
    def names(parts: tuple[Part, ...]) -> list[str]:
        return [part.key for part in parts]

    return {
        "course": done.version.course.slug,
        "version": done.version.number,
        "digest": done.version.digest,
        "published": done.is_new,
        "before": done.before,
        "size": done.changes.size.value,
        "added": names(done.changes.added),
        "changed": names(done.changes.changed),
        "removed": names(done.changes.removed),
        "reasons": list(done.changes.reasons),
        "learners_in_earlier_version": done.affected.learners,
        "cohorts_in_earlier_version": done.affected.cohorts,
        "learners_with_results_in_what_changed": done.affected.with_results,
    }


def _story(done: Published) -> str:
    version = done.version
    if not done.is_new:
        return f"{version.title} {version.number} was published before, byte for byte. Nothing changed."
    lines = [f"Published {version.title} {version.number} ({version.digest[:12]})."]
    if done.before:
        lines.append(f"Against {done.before}: {done.changes.size.value}.")
    for word, parts in (
        ("added", done.changes.added),
        ("changed", done.changes.changed),
        ("removed", done.changes.removed),
    ):
        if parts:
            lines.append(f"  {word}: {', '.join(part.key for part in parts)}")
    lines += [f"  major: {reason}" for reason in done.changes.reasons]
    if done.before:
        who = done.affected
        lines.append(
            f"{who.learners} learners and {who.cohorts} cohorts stay in {done.before}; "
            f"{who.with_results} of them have results in what changed."
        )
    if done.warnings:
        lines.append(f"{len(done.warnings)} warnings; check_course lists them.")
    return "\n".join(lines)
