"""Copy this installation's database into another, empty one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.moving import MovingError, copy_rows, open_target


class Command(BaseCommand):
    help = "Copy every row into another, empty database (SQLite to PostgreSQL). Stop the group first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", help="postgres://user:password@host:5432/name")

    def handle(self, *_: Any, target: str, **__: Any) -> None:
        try:
            open_target(target)
            copied = copy_rows(self.stdout.write)
        except MovingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{sum(copied.values())} rows are in the other database. Set DATABASE_URL to it, then: "
        )
        self.stdout.write("python3 manage.py verify_audit && python3 manage.py certificates audit")
