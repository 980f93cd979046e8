"""Fixtures of the whole suite."""

import pytest

from courses.api import forget_compiled


@pytest.fixture(autouse=True)
def _no_version_is_remembered():
    """Ids of rolled back rows come again in the next test; what a process remembers must not."""
    forget_compiled()
