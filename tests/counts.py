"""Counts of requests (rate limits), started anew."""

from __future__ import annotations

import uuid

from django.core.cache import caches


def forget_counts() -> None:
    """As if nobody had asked yet, until this test ends: emptying a Redis would take what another process of the run keeps there."""
    caches["default"].key_prefix = uuid.uuid4().hex
