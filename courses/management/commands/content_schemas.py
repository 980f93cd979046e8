"""`manage.py content_schemas [--check]`: write the JSON Schemas of the author files, made from the models."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from courses.catalogue.kinds import all_kinds
from courses.content.engine.specs import FILES, schema_of


def all_schemas() -> dict[str, str]:
    """File name → text. A kind that has a schema of its own offers it by `schemas()`."""
    made = {name: schema_of(name) for name in FILES}
    for kind in all_kinds():
        offered = getattr(kind, "schemas", None)
        made |= offered() if offered is not None else {}
    return {
        f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        for name, schema in sorted(made.items())
    }


class Command(BaseCommand):
    help = "Write content/schemas/*.schema.json from the models; --check only compares."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 when a schema is old"
        )

    def handle(self, *, check: bool, **_options: Any) -> None:
        folder = Path(settings.CONTENT_DIR) / "schemas"
        old = [
            name
            for name, text in all_schemas().items()
            if not (folder / name).exists() or (folder / name).read_text("utf-8") != text
        ]
        if check:
            self.stdout.write(f"Old schemas: {', '.join(old)}." if old else "All schemas are current.")
            sys.exit(1 if old else 0)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in all_schemas().items():
            (folder / name).write_text(text, "utf-8")
        self.stdout.write(f"{len(all_schemas())} schemas in {folder.name}/, {len(old)} changed.")
