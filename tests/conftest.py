"""Fixtures of the whole suite."""

from __future__ import annotations

import os

import pytest
from django.conf import settings as site
from django.core.cache import caches
from hypothesis import HealthCheck, Phase, settings

from courses.api import forget_compiled
from courses.authoring.selectors import forget_health
from courses.quizzes.access import forget_forms
from courses.quizzes.compiled import forget_quizzes
from courses.worksamples.compiled import forget_samples
from tests.cast import Cast, make_cast
from tests.left_out import pytest_addoption, pytest_collection_modifyitems, pytest_terminal_summary

__all__ = ["pytest_addoption", "pytest_collection_modifyitems", "pytest_terminal_summary"]


# Two processes of one run share a Redis, and each counts its own requests.
site.CACHES["default"]["KEY_PREFIX"] = os.environ.get("PYTEST_XDIST_WORKER", "")

# The machine of a test run may be busy; a slow generator is no fault of the code under test.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# A mutation run asks three thousand times whether something fails: few examples, always the same, none made smaller.
settings.register_profile(
    "mutation",
    deadline=None,
    suppress_health_check=list(HealthCheck),
    max_examples=15,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("house")


@pytest.fixture
def cast(db: None) -> Cast:
    """Lena, Omar, Ines, Paula, Rui and Sam, with partners North and South."""
    return make_cast()


@pytest.fixture(autouse=True)
def _no_version_is_remembered():
    """Ids of rolled back rows come again in the next test; what a process remembers must not."""
    forget_compiled()
    forget_quizzes()
    forget_forms()
    forget_samples()
    forget_health()
    caches["default"].key_prefix = site.CACHES["default"]["KEY_PREFIX"]
