"""Gathers the tasks of the rooms, so that the worker finds them."""

from courses.quizzes.tasks import close_overdue_attempts

__all__ = ["close_overdue_attempts"]
