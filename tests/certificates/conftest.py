"""Every test of certificates starts with its own counts of requests."""

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, settings


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    cache.clear()


# Two shared cores draw examples slowly now and then; that is no finding.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
