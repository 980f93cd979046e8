"""The whole installation on one machine: what `up` and `demo` share."""

from __future__ import annotations

import fcntl
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections

from config import processes
from config.supervisor import Program, Supervisor

READY_SECONDS = 60.0


@dataclass(frozen=True)
class Shape:
    """How large the group is, and where it answers. `pages_port` set: a proxy of yours is in front."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 1
    worker_threads: int = 4
    pages_port: int = 0
    streams_port: int = 0

    @property
    def has_proxy(self) -> bool:
        return bool(self.pages_port)

    @property
    def address(self) -> str:
        shown = "localhost" if self.host in {"127.0.0.1", "0.0.0.0"} else self.host  # noqa: S104 - only compared
        return f"http://{shown}:{self.port}"


def run_group(
    shape: Shape,
    *,
    extra: Sequence[Program] = (),
    log_folder: Path | None = None,
    prepare: Callable[[], None] | None = None,
    on_ready: Callable[[], None],
    environment: dict[str, str] | None = None,
) -> None:
    """Start everything, call `on_ready` when all pages answer, and stay until a stop signal.

    Front and pages start while `prepare` works; it closes the pages that need what it makes (config.maintenance).
    What reads the database without being asked (worker, beat, `extra`) starts after it.
    """
    with _one_at_a_time(shape):
        if not shape.has_proxy and (why := processes.why_not(shape.host, shape.port)):
            raise CommandError(why)
        inner_host = shape.host if shape.has_proxy else "127.0.0.1"
        pages_port = shape.pages_port or processes.free_port()
        streams_port = shape.streams_port or processes.free_port()
        pages = processes.pages(inner_host, pages_port, shape.workers, shape.threads)
        front = processes.front(shape.host, shape.port, pages_port, streams_port)
        rest = [
            processes.streams(inner_host, streams_port),
            processes.worker(shape.worker_threads),
            processes.beat(),
            *extra,
        ]
        supervisor = Supervisor(
            programs=[pages] if shape.has_proxy else [front, pages],
            environment={
                **os.environ,
                **({} if shape.has_proxy else {"TRUSTED_PROXY_COUNT": "1"}),
                **(environment or {}),
            },
            log_folder=log_folder,
        )

        def start_the_rest() -> None:
            if prepare:
                prepare()
            connections.close_all()
            is_ready = _wait_until_ready(f"http://127.0.0.1:{pages_port}/health/", supervisor)
            for program in rest:
                supervisor.add(program)
            if is_ready and not shape.has_proxy:
                is_ready = _wait_until_ready(f"http://127.0.0.1:{shape.port}/health/", supervisor)
            if is_ready:
                on_ready()

        supervisor.run(start_the_rest)


def _wait_until_ready(url: str, supervisor: Supervisor) -> bool:
    request = urllib.request.Request(url, headers={"Host": "localhost"})  # noqa: S310 - an http address of ours
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and not supervisor.is_stopping:
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(request, timeout=2):  # noqa: S310
            return True
        supervisor.look_after()
        time.sleep(0.05)
    if not supervisor.is_stopping:
        supervisor.say("The pages do not answer yet; the messages above or in the log say why. Still trying.")
    return False


class _one_at_a_time:  # noqa: N801 - used as a context manager
    """Two groups on one data folder would both think that they own its queue and its seed."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.file: IO[str] | None = None

    def __enter__(self) -> None:
        folder = Path(settings.DATA_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        self.file = (folder / "running.json").open("a+", encoding="utf-8")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.file.seek(0)
            with suppress(ValueError):
                running = json.loads(self.file.read())
                raise CommandError(
                    f"Ready Room already runs with the data folder {folder}: {running['address']}, "
                    f"process {running['pid']}. Stop that one, or choose another folder with --data."
                ) from error
            raise CommandError(f"Ready Room already runs with the data folder {folder}.") from error
        self.file.truncate(0)
        self.file.write(json.dumps({"pid": os.getpid(), "address": self.shape.address}))
        self.file.flush()
        os.set_inheritable(self.file.fileno(), False)

    def __exit__(self, *_: object) -> None:
        if self.file is not None:
            self.file.truncate(0)
            self.file.close()
