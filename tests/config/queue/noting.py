"""A Celery app with one task that tests can see from outside: it writes a word into a file."""

from __future__ import annotations

import os
import time
from pathlib import Path

import django

django.setup()

from config.celery import app  # noqa: E402 - needs Django


@app.task(name="tests.note")
def note(path: str, word: str, seconds: float = 0.0) -> None:
    with Path(path).open("a", encoding="utf-8") as stream:
        stream.write(f"begin {word}\n")
    time.sleep(seconds)
    with Path(path).open("a", encoding="utf-8") as stream:
        stream.write(f"end {word}\n")


@app.task(name="tests.poison")
def poison() -> None:
    os._exit(9)
