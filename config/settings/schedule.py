"""What beat wakes, and how often. Each sweeper finds rows that are due and unclaimed, so no broker can lose work.

One line is one sweeper: the name of its task and the seconds between two runs.
"""

from __future__ import annotations

from typing import Any

SWEEPERS: tuple[tuple[str, int], ...] = (
    ("accounts.seal_audit", 60),
    ("accounts.verify_audit", 86400),
    ("accounts.sweep_agreements", 3600),
    ("accounts.sweep_mail", 60),
    ("accounts.send_digests", 300),
    ("certificates.publish_lists", 86400),
    ("certificates.seal_log", 60),
    ("certificates.self_audit", 86400),
    ("certificates.send_reminders", 43200),
    ("certificates.stamp_waiting", 60),
    ("certificates.sweep_batches", 60),
    ("certificates.sweep_requests", 60),
    ("certificates.sweep_credentials", 60),
    ("accounts.run_clocks", 3600),
    ("accounts.sweep_privacy", 3600),
    ("courses.announce_completions", 60),
    ("courses.close_overdue_attempts", 60),
    ("courses.continue_regrades", 300),
    ("courses.count_exposure", 300),
    ("courses.fill_free_seats", 60),
    ("courses.fill_rater_seats", 3600),
    ("courses.keep_statistics", 86400),
    ("courses.sweep_accreditations", 3600),
    ("courses.sweep_meetings", 60),
    ("courses.remind_of_meetings", 300),
    ("courses.sweep_announcements", 60),
    ("courses.sweep_nudges", 3600),
    ("courses.sweep_package_drafts", 300),
    ("labs.await_advice", 600),
    ("labs.open_missed_reviews", 600),
    ("labs.sweep_proposals", 60),
    ("labs.sweep_turns", 60),
    ("labs.sweep_sessions", 60),
)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """A run that could not start within its own interval is dropped: the next one does its work."""
    return {
        task: {"task": task, "schedule": float(seconds), "options": {"expires": seconds}}
        for task, seconds in SWEEPERS
    }
