"""`manage.py check_course PATH|ZIP [--json]`: every rule, each finding with file, line, rule and how to mend it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from courses.catalogue.services import check_package
from courses.content.engine.errors import BrokenPackage, ContentError
from courses.content.engine.reader import read_package


class Command(BaseCommand):
    help = "Check a course package (a folder or a ZIP) by all rules. Exit code 1 when there are errors."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="the folder with course.yaml, or a ZIP of it")
        parser.add_argument("--json", action="store_true", help="print {errors, warnings} as JSON")

    def handle(self, *, path: str, json: bool, **_options: Any) -> None:
        try:
            checked = check_package(read_package(Path(path)), today=timezone.now().date())
        except BrokenPackage as broken:
            errors, warnings = list(broken.findings), list[ContentError]()
        else:
            errors, warnings = list(checked.errors), list(checked.warnings)
        if json:
            self.stdout.write(as_json(errors, warnings))
        else:
            self.stdout.write(as_text(errors, warnings))
        if errors:
            sys.exit(1)


def as_json(errors: Iterable[ContentError], warnings: Iterable[ContentError], **more: Any) -> str:
    found = {
        "errors": [finding.as_dict() for finding in errors],
        "warnings": [finding.as_dict() for finding in warnings],
    }
    return json.dumps(found | more, ensure_ascii=False, indent=2)


def as_text(errors: list[ContentError], warnings: list[ContentError]) -> str:
    lines = [f"error    {finding}" for finding in errors] + [f"warning  {finding}" for finding in warnings]
    lines.append(f"{len(errors)} errors, {len(warnings)} warnings.")
    return "\n".join(lines)
