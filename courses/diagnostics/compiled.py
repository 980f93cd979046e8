"""Published forms, read once per process: they never change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.catalogue.models import Activity
    from courses.catalogue.selectors import CompiledVersion
    from courses.diagnostics.engine.specs import DiagnosticFile
    from courses.enrolments.models import Enrolment


@dataclass(frozen=True)
class LearnerCheck:
    """The readiness check of a course as one learner meets it."""

    enrolment: Enrolment
    compiled: CompiledVersion
    forms: tuple[Activity, ...]
    is_open: bool


@dataclass(frozen=True)
class ShortCheck:
    """The short check that anybody may try."""

    activity: Activity
    form: DiagnosticFile
    compiled: CompiledVersion


def form_of(activity: Activity) -> DiagnosticFile:
    """The form of an activity; read again only when another process published it."""
    return _form(_Box(activity), activity.digest)


def forms_of(compiled: CompiledVersion) -> tuple[Activity, ...]:
    """The forms of a course, A before B; empty where the course has no readiness check."""
    found = [activity for activity in compiled.activities if activity.kind == "diagnostic"]
    return tuple(sorted(found, key=lambda activity: form_of(activity).form))


class _Box:
    """Carries the activity past the cache's key: the digest already says which file it is."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Box)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=32)
def _form(box: _Box, _digest: str) -> DiagnosticFile:
    from courses.diagnostics.engine.specs import DiagnosticFile

    return DiagnosticFile.model_validate(box.activity.spec)
