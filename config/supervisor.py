"""Keeps a small group of processes running as one: starts, restarts with back-off, and stops all of them together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
HEALTHY_SECONDS = 10.0
STOP_SECONDS = 15.0
KILL_SECONDS = 3.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """What to run. `runs_once`: it ends by itself and is started again only after a failure."""

    name: str
    command: Sequence[str]
    runs_once: bool = False
    most_failures: int = 0


@dataclass
class _Running:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = FIRST_PAUSE
    failures: int = 0
    is_done: bool = False


@dataclass
class Supervisor:
    """Run with `run()`; it returns after a stop signal, when nothing of the group is left."""

    programs: Sequence[Program]
    environment: Mapping[str, str]
    log_folder: Path | None = None
    say: Callable[[str], None] = lambda text: print(text, file=sys.stderr, flush=True)  # noqa: T201
    _group: list[_Running] = field(default_factory=list)
    _stop_asked: int = 0

    def run(self, on_started: Callable[[], None] | None = None) -> None:
        """Start the programs, call `on_started` (it may `add` more), and stay until a stop signal."""
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, self._ask_to_stop)
        try:
            for program in self.programs:
                self.add(program)
            if on_started and not self._stop_asked:
                on_started()
            while not self._stop_asked:
                self.look_after()
                time.sleep(0.1)
        finally:
            self._stop_all()

    def add(self, program: Program) -> None:
        member = _Running(program)
        self._group.append(member)
        self._start(member)

    @property
    def is_stopping(self) -> bool:
        return self._stop_asked > 0

    def _ask_to_stop(self, *_: object) -> None:
        self._stop_asked += 1

    def _start(self, member: _Running) -> None:
        output = self._output(member.program.name)
        try:
            member.process = subprocess.Popen(  # noqa: S603 - commands are built in code
                list(member.program.command),
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 - this process has one thread
            )
        finally:
            if output is not None:
                output.close()
        member.started_at = time.monotonic()

    def _output(self, name: str) -> IO[bytes] | None:
        if self.log_folder is None:
            return None
        self.log_folder.mkdir(parents=True, exist_ok=True)
        return (self.log_folder / f"{name}.log").open("ab")

    def look_after(self) -> None:
        now = time.monotonic()
        for member in self._group:
            if member.is_done:
                continue
            if member.process is None:
                if now >= member.start_again_at:
                    self._start(member)
                continue
            code = member.process.poll()
            if code is not None:
                self._ended(member, code, now)

    def _ended(self, member: _Running, code: int, now: float) -> None:
        _end_group(member.process, signal.SIGKILL)  # its own children must not live on without it
        member.process = None
        name = member.program.name
        if member.program.runs_once and code == 0:
            member.is_done = True
            return
        member.failures += 1
        if now - member.started_at > HEALTHY_SECONDS:
            member.pause = FIRST_PAUSE
        if member.program.most_failures and member.failures >= member.program.most_failures:
            member.is_done = True
            self.say(f"[{name}] ended {member.failures} times ({code}); given up.{self._where(name)}")
            return
        member.start_again_at = now + member.pause
        self.say(f"[{name}] ended ({code}); starting again in {member.pause:g} s.{self._where(name)}")
        member.pause = min(member.pause * 2, LONGEST_PAUSE)

    def _where(self, name: str) -> str:
        return f" See {self.log_folder / (name + '.log')}" if self.log_folder else ""

    def _stop_all(self) -> None:
        """Ask each process group to end; kill what is left after a while, or at once when asked again."""
        asked_before = self._stop_asked
        for member in self._group:
            if member.process is not None:
                member.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        while any(_is_running(member) for member in self._group):
            if time.monotonic() > deadline or self._stop_asked > asked_before:
                break
            time.sleep(0.05)
        for member in self._group:
            if member.process is not None:
                _end_group(member.process, signal.SIGKILL)
                try:
                    member.process.wait(KILL_SECONDS)
                except subprocess.TimeoutExpired:
                    self.say(f"[{member.program.name}] does not end; its process id is {member.process.pid}.")


def _is_running(member: _Running) -> bool:
    return member.process is not None and member.process.poll() is None


def _end_group(process: subprocess.Popen[bytes] | None, sign: signal.Signals) -> None:
    if process is not None:
        try:
            os.killpg(process.pid, sign)
        except (ProcessLookupError, PermissionError):
            return


def _die_with(parent: int) -> Callable[[], None] | None:
    """On Linux a child asks the kernel for SIGTERM when its parent is gone, even after `kill -9`."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)

    def prepare() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return prepare
