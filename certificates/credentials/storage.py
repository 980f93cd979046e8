"""Signed bytes, kept for ever under their own hash. The same bytes are stored once; other bytes can never take their place."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


class Damaged(RuntimeError):
    """What lies in storage is not what was put there, or nothing is there."""


def path_of(digest: str, ending: str) -> str:
    return f"credentials/{digest[:2]}/{digest}.{ending}"


def put(data: bytes, ending: str) -> str:
    """Store `data`; returns its SHA-256. A half-written file of an earlier, interrupted try is replaced."""
    digest = hashlib.sha256(data).hexdigest()
    path = path_of(digest, ending)
    if default_storage.exists(path):
        try:
            get(digest, ending)
        except Damaged:
            default_storage.delete(path)
        else:
            return digest
    stored = default_storage.save(path, ContentFile(data))
    if stored != path:  # another worker was first with the same bytes
        default_storage.delete(stored)
    return digest


def get(digest: str, ending: str) -> bytes:
    """The bytes under `digest`, checked. Raises Damaged."""
    try:
        with default_storage.open(path_of(digest, ending)) as file:
            data: bytes = file.read()
    except OSError as error:
        raise Damaged(f"{path_of(digest, ending)} cannot be read: {error}") from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise Damaged(f"{path_of(digest, ending)} holds other bytes than it should.")
    return data


def forget(digest: str, ending: str) -> None:
    """Erase stored bytes (only when the holder asked to be erased)."""
    if digest:
        default_storage.delete(path_of(digest, ending))
