from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig


class LabsConfig(AppConfig):
    name = "labs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.api import register_clock
        from courses.api import Moment, register_cohort_check, register_kind, register_timed_work
        from labs import privacy
        from labs.reviews.closing import closing_lines
        from labs.reviews.retention import transcripts_clock
        from labs.scenarios.kind import LabKind
        from labs.sessions.timing import lengthen_sessions

        register_kind(LabKind(_prove))
        register_timed_work(lengthen_sessions)
        privacy.register()
        register_clock(transcripts_clock())
        register_cohort_check("reviews", Moment.CLOSING, closing_lines)


def _prove(package: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    # Only an import of content needs the proofs; no page should pay for loading them.
    from labs.evaluation.engine.proof import prove

    return prove(package)
