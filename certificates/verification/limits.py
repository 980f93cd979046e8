"""How often one address may ask. The address is kept for a minute, as a digest, and never written down."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def is_too_often(request: HttpRequest, what: str, per_minute: int) -> bool:
    """Counts this request; True when the address has asked more than `per_minute` times in a minute."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{address}".encode()).hexdigest()[:24]
    key = f"verify:{what}:{digest}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) > per_minute
    except ValueError:  # it ran out between the two calls
        return False
