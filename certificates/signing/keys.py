"""Private keys: files in the key folder, read once per process.

`KEYS_DIR` may be a secret mount that is only read; then keys are put there by its owner (docs/operating/signing-keys.md).
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings

PrivateKey: TypeAlias = EllipticCurvePrivateKey | Ed25519PrivateKey | RSAPrivateKey


class KeyMissing(RuntimeError):
    """The private half of a key cannot be read; the message says where it was looked for."""


def folder() -> Path:
    """Where private keys lie."""
    return Path(settings.KEYS_DIR)


def store(kid: str, key: PrivateKey) -> None:
    """Write a private key so that only this account can read it. Never overwrites."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    data = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    handle = os.open(place / f"{kid}.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@lru_cache(maxsize=32)
def _read(path: Path) -> PrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, EllipticCurvePrivateKey | Ed25519PrivateKey | RSAPrivateKey):
        raise KeyMissing(f"{path.name} is not a P-256, Ed25519 or RSA key.")
    return key


def load(kid: str) -> PrivateKey:
    """The private key `kid`. Raises KeyMissing with the path that was tried."""
    path = folder() / f"{kid}.pem"
    try:
        return _read(path)
    except OSError as error:
        raise KeyMissing(
            f"The private key {kid} cannot be read at {path}: {error.strerror}. Restore it from the backup, "
            "or run “manage.py certificates rotate-key” to make a new one."
        ) from error
    except ValueError as error:
        raise KeyMissing(f"{path} is not a private key in PEM form.") from error
