"""Every test of the whole house starts with its own counts of requests."""

import pytest

from tests.counts import forget_counts


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    forget_counts()
