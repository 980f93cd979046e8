"""What every benchmark stands on: a data folder of its own, the facts that a figure needs, and a server that is up."""

import atexit
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT = 300


def take_ground():
    """A new data folder, removed at the end, where DATA_DIR names none, and a key; then one line with load, commit and Python."""
    if not os.environ.get("DATA_DIR"):
        folder = tempfile.mkdtemp(prefix="ready-room-bench-")
        os.environ["DATA_DIR"] = folder
        atexit.register(_remove, folder, os.getpid())
    os.environ.setdefault("SECRET_KEY", "a key for this run alone, and nothing else is served with it")
    print(json.dumps(facts()), flush=True)


def _remove(folder, owner):
    if os.getpid() == owner:  # a child that was forked leaves the folder to its parent
        shutil.rmtree(folder, ignore_errors=True)


def facts():
    """Load, commit and interpreter: without them a figure cannot be compared."""
    return {
        "load": [round(one, 1) for one in os.getloadavg()],
        "commit": _git("rev-parse", "--short", "HEAD") + ("+" if _git("status", "--porcelain") else ""),
        "python": f"{platform.python_version()}, {platform.python_compiler()}, {os.path.realpath(sys.executable)}",
        "spin_ms": round(spin() * 1000, 2),
        "database": os.environ.get("DATABASE_URL", "sqlite").split(":")[0],
        "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }


def spin():
    """CPU seconds of a fixed piece of work, the least of five: how fast this build is on this machine, now."""
    times = []
    for _ in range(5):
        began, total = time.thread_time(), 0
        for number in range(200_000):
            total += number * number % 7
        times.append(time.thread_time() - began)
    return min(times)


def _git(*words):
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def wait_for(port, path="/health/", seconds=START_LIMIT):
    """Until the server answers; a busy machine may need minutes."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                answer.read()
                return
        except OSError:
            time.sleep(0.25)
    raise SystemExit(f"The server did not answer within {seconds} seconds.")
