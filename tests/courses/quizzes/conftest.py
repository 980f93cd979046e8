"""Fixtures of the quizzes' tests."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from courses.quizzes.access import forget_forms
from courses.quizzes.compiled import forget_quizzes

# The machine of a test run may be busy; a slow generator is no fault of the code under test.
settings.register_profile("quizzes", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("quizzes")


@pytest.fixture(autouse=True)
def _no_quiz_is_remembered():
    """Ids of rolled back rows come again in the next test; what a process remembers must not."""
    forget_quizzes()
    forget_forms()
