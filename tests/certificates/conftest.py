"""Every test of certificates starts with its own counts of requests."""

import uuid

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet(monkeypatch):
    """A prefix of its own, since emptying a Redis would take what another process of the run keeps there."""
    monkeypatch.setattr(caches["default"], "key_prefix", uuid.uuid4().hex)
