"""Queue a task by name."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction


def enqueue(task_name: str, *args: int | str) -> None:
    """Queue `task_name` with `args` when the open transaction commits; nothing is queued after a rollback.

    A broker that is down does not break the request: the rows are the truth and a sweeper finds them.
    """
    for value in args:
        if not isinstance(value, int | str):
            raise TypeError(f"{task_name}: a task takes whole numbers and text, not {type(value).__name__}.")

    def send() -> None:  # a function with a name of its own: Django writes it down when the broker is away
        _send(task_name, args)

    transaction.on_commit(send, robust=True)


def _send(task_name: str, args: tuple[int | str, ...]) -> None:
    # The roof owns the broker: a page process loads Celery when it queues its first task, not when it starts.
    queue: Any = apps.get_app_config("queue")
    queue.send(task_name, args)
