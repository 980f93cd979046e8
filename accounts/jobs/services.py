"""Queue a task by name."""

from __future__ import annotations

from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction


def enqueue(task_name: str, *args: int | str) -> None:
    """Queue `task_name` with `args` when the open transaction commits; nothing is queued after a rollback.

    A broker that is down does not break the request: the rows are the truth and a sweeper finds them.
    """
    for value in args:
        if not isinstance(value, int | str):
            raise TypeError(f"{task_name}: a task takes whole numbers and text, not {type(value).__name__}.")
    transaction.on_commit(partial(_send, task_name, args), robust=True)


def _send(task_name: str, args: tuple[int | str, ...]) -> None:
    if getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False):
        current_app.loader.import_default_modules()
        current_app.tasks[task_name].apply_async(args)
        return
    current_app.send_task(
        task_name, args=args, retry=True, retry_policy={"max_retries": 1, "interval_start": 0.2}
    )
