"""Keys of endpoints at rest: sealed with the newest secret, opened with any that is still listed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


class CannotOpen(Exception):
    """The secret that sealed this key is no longer listed. The key has to be given anew."""


def seal(key: str) -> str:
    """The key as it may be stored."""
    return _box().encrypt(key.encode()).decode()


def unseal(sealed: str) -> str:
    """The key itself. Raises CannotOpen."""
    if not sealed:
        return ""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotOpen("no listed secret opens this key") from error


def _box() -> MultiFernet:
    secrets: Sequence[str | bytes] = settings.MODEL_KEY_SECRETS or [
        settings.SECRET_KEY,
        *settings.SECRET_KEY_FALLBACKS,
    ]
    digests = (hashlib.sha256(b"labs.model-endpoints:" + force_bytes(secret)).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
