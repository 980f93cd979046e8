"""`manage.py test`: the whole suite, then the browser journeys in a process of their own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from bootstrap.machine import BROWSERS, say

ROOT = Path(__file__).resolve().parent.parent
BROWSER = "browser and not every_lab"  # the rest of the labs is played by .ci/independent
EMBEDDED_DEFAULTS = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "S3_BUCKET", "EMAIL_HOST")


def run_suite(arguments: list[str]) -> int:
    """Run pytest. With arguments of your own it runs once, with exactly those."""
    environment = dict(os.environ)
    if "--as-configured" in arguments:  # CI: PostgreSQL and Redis come from the environment
        arguments = [argument for argument in arguments if argument != "--as-configured"]
    else:
        for name in EMBEDDED_DEFAULTS:
            environment.pop(name, None)
            environment.pop(f"{name}_FILE", None)
    stores = ["--stores-only"] if "--stores-only" in arguments else []  # beside a whole run on other stores
    arguments = [argument for argument in arguments if argument != "--stores-only"]
    if "--browser" in arguments:
        rest = [argument for argument in arguments if argument != "--browser"]
        return _pytest(["-m", BROWSER, *(rest or ["tests/browser"])], environment)[0]
    if arguments:
        return _pytest([*arguments, *stores], environment)[0]
    parallel = ["-n", str(min(os.cpu_count() or 1, 4))]
    code, counted = _pytest(["-m", "not browser", *parallel, *stores], environment)
    if any(shutil.which(name) for name in BROWSERS):
        browser_code, browser_counted = _pytest(["-m", BROWSER, "tests/browser"], environment)
        code = code or browser_code
        counted = {key: counted[key] + browser_counted[key] for key in counted}
    else:
        say("Left out: the browser journeys. To have them: sudo apt-get install chromium libatomic1")
    _say_what_was_left_out(environment)
    print(f"{counted['passed']} passed, {counted['failed']} failed, {counted['skipped']} skipped", flush=True)
    return code


def _say_what_was_left_out(environment: dict[str, str]) -> None:
    if not environment.get("DATABASE_URL", "").startswith("postgres"):
        say(
            "Left out: PostgreSQL and Redis (the suite ran on the embedded SQLite and queue). To have them:\n"
            "  DATABASE_URL=postgres://postgres@127.0.0.1:5432/ready_room REDIS_URL=redis://127.0.0.1:6379/9 \\\n"
            "  python3 manage.py test --as-configured"
        )


def _pytest(arguments: list[str], environment: dict[str, str]) -> tuple[int, dict[str, int]]:
    """Run pytest, show its output as it comes and count its closing line. No tests chosen is no failure."""
    command = [sys.executable, "-m", "pytest", "--create-db", *arguments]
    say("+ python -m " + " ".join(command[2:]))
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    last = ""
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="", flush=True)
        if re.search(r"\b(passed|failed|skipped|error|errors)\b", line):
            last = line
    counted = {word: _count(last, word) for word in ("passed", "failed", "skipped")}
    counted["failed"] += _count(last, "errors?")
    code = process.wait()
    return (0 if code == 5 else code), counted


def _count(line: str, word: str) -> int:
    found = re.search(rf"(\d+) {word}\b", line)
    return int(found[1]) if found else 0
