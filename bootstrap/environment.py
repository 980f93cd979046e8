"""Makes `.venv` from the lock with hashes, once per lock, and goes on inside it."""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bootstrap.machine import missing, provide, say, stop

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NEEDED_MB = 1500


def enter(for_tests: bool, may_use_sudo: bool = False) -> None:
    """Return inside `.venv` with everything installed: build it if needed, then start again in it."""
    if os.environ.get("NO_BOOTSTRAP") or is_inside():
        return
    lock = ROOT / ("requirements-dev.txt" if for_tests else "requirements.txt")
    started = time.monotonic()
    provide(missing(for_tests), may_use_sudo)
    if not is_current(lock):
        build(lock)
        say(f"The environment is ready ({time.monotonic() - started:.0f} s).")
    start_again()


def enter_if_made() -> None:
    """Other commands use `.venv` when it stands, and say how to make it when nothing else has Django."""
    if os.environ.get("NO_BOOTSTRAP") or is_inside():
        return
    if PYTHON.exists() and any(VENV.glob(".lock-*")):
        start_again()
    if importlib.util.find_spec("django") is None:
        stop("Django is not installed here. Make the environment first:", "python3 manage.py demo")


def is_inside() -> bool:
    return VENV.exists() and Path(sys.prefix).resolve() == VENV.resolve()


def is_current(lock: Path) -> bool:
    """Whether `.venv` was made from this lock. The development lock holds all of the other one."""
    if not PYTHON.exists():
        return False
    wanted = {stamp_of(lock), stamp_of(ROOT / "requirements-dev.txt")}
    return any(stamp.name in wanted for stamp in VENV.glob(".lock-*"))


def stamp_of(lock: Path) -> str:
    return ".lock-" + hashlib.sha256(lock.read_bytes()).hexdigest()[:32]


def build(lock: Path) -> None:
    """Make `.venv` and install the lock. Every way this fails ends with what to do."""
    try:
        VENV.mkdir(exist_ok=True)
        (VENV / ".write-test").touch()
        (VENV / ".write-test").unlink()
    except OSError as error:
        explain_os_error(error, VENV)
    free = shutil.disk_usage(VENV).free // 1_000_000
    if free < NEEDED_MB:
        stop(
            f"Only {free} MB are free on the disk of {VENV}; the environment needs about {NEEDED_MB} MB.",
            "Free some space (df -h shows where) and run the same command again.",
        )
    say(f"Making .venv from {lock.name} (once; needs the network) …")
    has_pip = importlib.util.find_spec("ensurepip") is not None
    if not PYTHON.exists():
        run([sys.executable, "-m", "venv", *([] if has_pip else ["--without-pip"]), str(VENV)])
    # Debian's python3 may have pip and no ensurepip: then the outer pip fills the environment.
    pip = [str(PYTHON), "-m", "pip"] if has_pip else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    wanted = ["install", "-q", "--require-hashes", "-r", str(lock)]
    with_uv = shutil.which("uv") and run(
        ["uv", "pip", *wanted, "--compile-bytecode", "--python", str(PYTHON)], may_fail=True
    )
    if not with_uv:
        run([*pip, *wanted, "--disable-pip-version-check", "--no-input"])
    # Else the first start compiles our own files, in several processes at the same time.
    run([str(PYTHON), "-m", "compileall", "-q", "-x", "/(\\.venv|var)/", str(ROOT)], may_fail=True)
    for old in VENV.glob(".lock-*"):
        old.unlink()
    (VENV / stamp_of(lock)).touch()


def run(command: list[str], may_fail: bool = False) -> bool:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
    if done.returncode == 0:
        return True
    if may_fail:
        return False
    stop(
        "The environment could not be made. The message above says why; most often:",
        "no network        → check that `python3 -m pip download pip` works (proxy, VPN), then run this again",
        "disk full         → df -h, free some space, run this again",
        "hash mismatch     → a proxy changed a file, or the lock was edited by hand: take it from version control",
        f"anything else     → remove {VENV} and run this again",
    )


def explain_os_error(error: OSError, path: Path) -> None:
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        stop(
            f"{path.parent} cannot be written by this user.",
            "Copy the project to a folder of your own and run it there, for example:",
            f"cp -r {ROOT} ~/ready-room && cd ~/ready-room && python3 manage.py demo",
        )
    if error.errno == errno.ENOSPC:
        stop(f"The disk of {path} is full.", "Free some space (df -h shows where), then run this again.")
    stop(f"{path}: {error.strerror}.")


def start_again() -> None:
    """Replace this process by the same command inside `.venv`."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(PYTHON, [str(PYTHON), *sys.argv])
