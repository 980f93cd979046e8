"""Hears that an enrolment reached something, and queues the question whether a credential is due."""

from __future__ import annotations

from typing import Any

from accounts.api import enqueue


def on_course_completed(*, enrolment_id: int, achievement: str, **_more: Any) -> None:
    """`course` is the end of a course, which no credential is named after."""
    if achievement != "course":
        enqueue("certificates.issue_if_eligible", enrolment_id, achievement)
