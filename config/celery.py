"""The Celery app. Truth lives in rows; the broker only wakes a worker up."""

from __future__ import annotations

import logging
import os
from typing import Any

from celery import Celery, Task, signals
from django.db import InterfaceError, OperationalError
from kombu.transport import TRANSPORT_ALIASES

from bootstrap.machine import has_fonts
from config.logs import bind_request_id, current_request_id, unbind_request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
TRANSPORT_ALIASES["django"] = "config.queue.transport:Transport"
logger = logging.getLogger("ready_room.tasks")


class RowTask(Task):  # type: ignore[misc]  # celery has no types
    """The base of every task: a database that was away for a moment is tried again, then the sweeper takes over."""

    autoretry_for = (OperationalError, InterfaceError)
    max_retries = 3
    retry_backoff = 2
    retry_backoff_max = 60
    retry_jitter = True

    def on_failure(self, exc: Exception, task_id: str, *_: Any) -> None:
        """Say which task failed and why. Its rows stay as they were; a sweeper finds them again."""
        logger.error("task failed: %s (%s)", self.name, type(exc).__name__, extra={"task_id": task_id})


app = Celery("ready_room", task_cls=RowTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def headers() -> dict[str, str]:
    """Sent with each message, so that a task's log lines carry the id of the request that queued it."""
    request_id = current_request_id()
    return {"request_id": request_id} if request_id else {}


@signals.setup_logging.connect  # type: ignore[untyped-decorator]  # celery has no types
def _keep_our_logging(**_: Any) -> None:
    """Celery leaves logging alone when this signal has a receiver: Django's LOGGING holds here too."""


@signals.task_prerun.connect  # type: ignore[untyped-decorator]  # celery has no types
def _bind(task: Any, task_id: str, **_: Any) -> None:
    bind_request_id(getattr(task.request, "request_id", None) or task_id)


@signals.task_postrun.connect  # type: ignore[untyped-decorator]  # celery has no types
def _unbind(**_: Any) -> None:
    unbind_request_id()


@signals.worker_init.connect  # type: ignore[untyped-decorator]  # celery has no types
def _free_leases(**_: Any) -> None:
    """What a killed worker of this machine had taken is free at once, not when its lease ends."""
    from config.queue.transport import release_orphans

    if app.conf.broker_url.startswith("django://"):
        release_orphans()


@signals.worker_init.connect  # type: ignore[untyped-decorator]  # celery has no types
def _say_what_cannot_be_drawn(**_: Any) -> None:
    """A worker without fonts does all its other work: mails must go out. Its certificates wait."""
    if not has_fonts():
        logger.error(
            "no fonts were found: certificates wait until there are some. Install fonts-dejavu-core and fonts-noto-core, "
            "then look with: manage.py certificates check-fonts"
        )
