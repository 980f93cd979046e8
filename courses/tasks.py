"""Gathers the tasks of the rooms, so that the worker finds them."""

from courses.analytics.tasks import sweep_nudges
from courses.assessments.tasks import keep_statistics_of_task, keep_statistics_task
from courses.authoring.tasks import check_package_draft, publish_package_draft, sweep_package_drafts
from courses.joining.tasks import fill_free_seats
from courses.meetings.tasks import remind_of_meetings, sweep_meetings, tell_meetings
from courses.messages.tasks import send_announcement, sweep_announcements
from courses.programme.tasks import sweep_accreditations
from courses.progress.tasks import announce_missed_completions
from courses.quizzes.tasks import (
    close_overdue_attempts,
    continue_regrades_task,
    count_exposure_task,
    run_regrade_task,
)
from courses.worksamples.tasks import fill_rater_seats

__all__ = [
    "announce_missed_completions",
    "check_package_draft",
    "close_overdue_attempts",
    "continue_regrades_task",
    "count_exposure_task",
    "fill_free_seats",
    "fill_rater_seats",
    "keep_statistics_of_task",
    "keep_statistics_task",
    "publish_package_draft",
    "remind_of_meetings",
    "run_regrade_task",
    "send_announcement",
    "sweep_accreditations",
    "sweep_announcements",
    "sweep_meetings",
    "sweep_nudges",
    "sweep_package_drafts",
    "tell_meetings",
]
