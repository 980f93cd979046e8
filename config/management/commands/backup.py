"""Write a backup of this installation."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backups import BackupError, write_backup


class Command(BaseCommand):
    help = "Write one file with the database, the files of the data folder and the generated key; it is checked at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", help="default: backups/ready-room-<time>.tar.gz in the data folder"
        )

    def handle(self, *_: Any, file: str | None, **__: Any) -> None:
        named = datetime.now(UTC).strftime("ready-room-%Y%m%dT%H%M%SZ.tar.gz")
        target = Path(file) if file else Path(settings.DATA_DIR) / "backups" / named
        try:
            manifest = write_backup(target)
        except BackupError as error:
            raise CommandError(str(error)) from error
        size = target.stat().st_size / 1_000_000
        self.stdout.write(f"{target}: {len(manifest['sha256'])} files, {size:.1f} MB, checked.")
        self.stdout.write("It holds personal data and keys: keep it where only operators read it.")
        if manifest["files_are_on_s3"]:
            self.stdout.write(
                "Uploads and certificates are in S3 and not in this file: keep versions of the bucket."
            )
