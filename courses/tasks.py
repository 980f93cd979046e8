"""Gathers the tasks of the rooms, so that the worker finds them."""

from courses.quizzes.tasks import close_overdue_attempts, continue_regrades_task, run_regrade_task

__all__ = ["close_overdue_attempts", "continue_regrades_task", "run_regrade_task"]
