"""Run the whole installation on this machine: pages, streams, worker and beat behind one address."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from config.group import Shape, run_group
from config.processes import port_number, some


class Command(BaseCommand):
    help = "Start pages, streams, worker and beat as one group behind one address; Ctrl-C stops all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=port_number, default=8000)
        parser.add_argument("--workers", type=some, default=2, help="page processes; about one for each core")
        parser.add_argument(
            "--threads", type=some, default=None, help="threads in each: 1 on SQLite, 4 on PostgreSQL"
        )
        parser.add_argument("--worker-threads", type=some, default=4, help="tasks that run at the same time")
        parser.add_argument(
            "--behind-proxy",
            action="store_true",
            help="no front of our own: pages on --port, streams on the next port, for nginx or another proxy",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        on_postgres = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
        behind_proxy = options["behind_proxy"]
        shape = Shape(
            host=options["host"],
            port=options["port"],
            workers=options["workers"],
            threads=options["threads"] or (4 if on_postgres else 1),
            worker_threads=options["worker_threads"],
            pages_port=options["port"] if behind_proxy else 0,
            streams_port=options["port"] + 1 if behind_proxy else 0,
        )
        run_group(shape, on_ready=lambda: self.stdout.write(f"Ready Room answers on {shape.address}"))
