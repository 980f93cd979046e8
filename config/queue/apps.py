"""How a page queues a task without importing Celery before it needs it."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "config.queue"
    label = "queue"
    default_auto_field = "django.db.models.BigAutoField"

    def send(self, task_name: str, args: Sequence[int | str] = ()) -> None:
        """Queue the task of that name now. `accounts.api.enqueue` calls it when the transaction commits."""
        from config.celery import app, headers

        if app.conf.task_always_eager:
            app.loader.import_default_modules()
            app.tasks[task_name].apply_async(args)
            return
        app.send_task(
            task_name,
            args=tuple(args),
            headers=headers(),
            retry=True,
            retry_policy={"max_retries": 1, "interval_start": 0.2},
        )

    def run_here(self) -> None:
        """From now on this process does tasks itself, at once: for the demo, whose clock is moved."""
        from config.celery import app

        app.conf.task_always_eager = True
