"""How the queue is doing, whichever broker carries it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings

BROKER_WAIT_SECONDS = 2


@dataclass(frozen=True)
class QueueState:
    """`oldest_seconds` is how long the oldest message has been due; None when none is, or the broker cannot say."""

    kind: str
    waiting: int
    oldest_seconds: float | None
    dead: int


def queue_state() -> QueueState:
    """Ask the broker. Raises what its client raises when it does not answer."""
    from config.queue.models import DeadLetter, Message

    dead = DeadLetter.objects.count()
    url = settings.CELERY_BROKER_URL
    if url.startswith("django://"):
        now = time.time()
        due = Message.objects.filter(visible_at__lte=now)
        oldest = due.order_by("visible_at").values_list("visible_at", flat=True).first()
        return QueueState("embedded", due.count(), now - oldest if oldest else None, dead)
    if url.startswith("memory://"):
        return QueueState("memory", 0, None, dead)
    return QueueState(url.split(":", 1)[0], _waiting_at_broker(), None, dead)


def _waiting_at_broker() -> int:
    from config.celery import app

    with app.connection_for_read(connect_timeout=BROKER_WAIT_SECONDS) as connection:
        connection.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_WAIT_SECONDS)
        name = settings.CELERY_TASK_DEFAULT_QUEUE
        if connection.transport.driver_type == "redis":
            return int(connection.default_channel.client.llen(name))
        return _declared(connection.default_channel, name)


def _declared(channel: Any, name: str) -> int:
    """A queue that nobody has used yet holds nothing."""
    try:
        return int(channel.queue_declare(queue=name, passive=True).message_count)
    except Exception as error:
        if getattr(error, "reply_code", None) == 404:
            return 0
        raise
