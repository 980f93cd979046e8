"""Every test of the whole house starts with its own counts of requests."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    cache.clear()
