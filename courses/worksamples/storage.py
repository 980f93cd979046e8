"""The bytes of handed-in files: under a name that nobody chose, in the private storage, behind doors only."""

from __future__ import annotations

import uuid
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage


def put(content: File[bytes]) -> str:
    """Store a file; returns where it lies."""
    return str(default_storage.save(f"worksamples/{uuid.uuid4().hex}", content))


def read(path: str) -> IO[bytes]:
    """The open file; FileNotFoundError where it is gone."""
    opened: IO[bytes] = default_storage.open(path)
    return opened


def forget(path: str) -> None:
    """Remove the bytes for good."""
    default_storage.delete(path)
