"""The demo: everything on this machine with a world of people in it. `manage.py` has made the environment already."""

from __future__ import annotations

import os
import shutil
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from config import maintenance
from config.group import Shape, run_group
from config.processes import PYTHON, port_number
from config.progress import Progress
from config.supervisor import Program

LEAST_FREE_MB = 300
COURSE = "courses/waico"
# What a demo writes; `--fresh` removes these and nothing else.
WRITTEN = ("ready-room.sqlite3", "media", "seed.json", "log", "beat-schedule", "secret-key", "static", "keys")


class Command(BaseCommand):
    help = (
        "Start the demo on this machine: database, course, a world of people, all processes. Ctrl-C stops it."
    )
    requires_system_checks: list[str] = []  # the folder is checked below, with the demo's own words

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=port_number, default=8000)
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--data", help="the folder of the database and files (default: var)")
        parser.add_argument("--fresh", action="store_true", help="remove the demo's data first")
        parser.add_argument("--yes", action="store_true", help="install missing system packages with sudo")
        parser.add_argument(
            "--seed-only", action="store_true", help="only fill the world; `demo` does it by itself"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if options["seed_only"]:
            self._seed()
            return
        shape = Shape(host=options["host"], port=options["port"])
        self._prepare_folder(is_fresh=options["fresh"])
        seed = Program("seed", [PYTHON, str(settings.ROOT / "manage.py"), "demo", "--seed-only"], True, 3)
        # One lasting address: links in mails and on certificates must open where the demo answers.
        environment = {"SITE_URL": os.environ.get("SITE_URL") or shape.address, "DEMO": "1"}
        os.environ.update(environment)
        run_group(
            shape,
            extra=[seed],
            log_folder=Path(settings.DATA_DIR) / "log",
            prepare=self._make_database,
            on_ready=lambda: self._greet(shape),
            environment=environment,
        )
        self.stdout.write("\nStopped. `python3 manage.py demo` goes on where you left it.")

    def _make_database(self) -> None:
        """The tour with its progress bar is there from the first second; the other pages wait for the tables."""
        progress = Progress(Path(settings.DATA_DIR) / "seed.json")
        if not progress.is_finished:
            progress.report("The database. The other pages open in a few seconds", 0, 1)
        is_closed = maintenance.close_but_the_tour()
        try:
            self._migrate()
        finally:
            if is_closed:
                maintenance.reopen()

    def _migrate(self) -> None:
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except DatabaseError as error:
            raise CommandError(
                f"The database could not be made ready: {error}\n"
                "If this folder holds data of another version, begin anew with --fresh or another --data folder."
            ) from error

    def _prepare_folder(self, is_fresh: bool) -> None:
        folder = Path(settings.DATA_DIR)
        if is_fresh:
            self._remove(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / ".write-test").touch()
            (folder / ".write-test").unlink()
        except OSError as error:
            raise CommandError(
                f"The data folder {folder} cannot be written ({error.strerror}).\n"
                "Choose one of your own: python3 manage.py demo --data ~/ready-room-data"
            ) from error
        free = shutil.disk_usage(folder).free // 1_000_000
        if free < LEAST_FREE_MB:
            raise CommandError(
                f"Only {free} MB are free on the disk of {folder}; the demo needs {LEAST_FREE_MB} MB.\n"
                "Free some space (df -h shows where) or choose another disk with --data."
            )

    def _remove(self, folder: Path) -> None:
        if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
            raise CommandError("--fresh removes the embedded database alone; DATABASE_URL names another one.")
        for name in WRITTEN:
            for path in folder.glob(f"{name}*"):
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()

    def _seed(self) -> None:
        progress = Progress(Path(settings.DATA_DIR) / "seed.json")
        if progress.is_finished:
            return
        progress.report("The course", 0, 1)
        call_command("import_course", str(settings.CONTENT_DIR / COURSE), verbosity=0)
        if find_spec("portal.demo.seed"):
            import_module("portal.demo.seed").seed_world(progress.report)
        progress.finish()

    def _greet(self, shape: Shape) -> None:
        logins = import_module("portal.demo.seed").LOGINS if find_spec("portal.demo.seed") else ()
        width = max((len(role) for role, *_ in logins), default=0)
        lines = [f"  {role:<{width}}  {email}  {password}" for role, email, password, _page in logins]
        is_filling = not Progress(Path(settings.DATA_DIR) / "seed.json").is_finished
        self.stdout.write(
            "\n".join(
                [
                    f"\nReady Room answers on {shape.address}",
                    f"What to try: {shape.address}/tour/",
                    "",
                    *lines,
                    "",
                    f"Logs: {Path(settings.DATA_DIR) / 'log'}   Data: {settings.DATA_DIR}",
                    *(
                        ["The world of people is being filled in the background; pages work already."]
                        * is_filling
                    ),
                    "Ctrl-C stops it.",
                ]
            )
        )
        sys.stdout.flush()
