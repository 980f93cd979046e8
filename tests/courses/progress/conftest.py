"""Settings of the progress' tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# The machine of a test run may be busy; a slow generator is no fault of the code under test.
settings.register_profile("progress", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("progress")
