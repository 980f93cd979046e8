"""Put a backup into an empty installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backups import BackupError, restore_backup


class Command(BaseCommand):
    help = "Restore a backup into an empty installation, then bring its database up to this version."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")

    def handle(self, *_: Any, file: str, **__: Any) -> None:
        if not Path(file).is_file():
            raise CommandError(f"{file} is not there.")
        try:
            manifest = restore_backup(Path(file))
        except BackupError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write(f"Restored the state of {manifest['made_at']}. Start it with: python3 manage.py up")
