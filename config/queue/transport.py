"""The embedded Celery broker on Django's own database: durable, leased, transactional."""

from __future__ import annotations

import json
import logging
import threading
import time
import uuid
from datetime import datetime
from queue import Empty
from typing import Any

from django.db import connection
from kombu.transport import virtual

logger = logging.getLogger(__name__)
LEASE_SECONDS = 30.0


class Channel(virtual.Channel):
    """One worker's or publisher's view of the message table. A taken row is leased, not removed, until it is acknowledged."""

    do_restore = False
    supports_fanout = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = self.connection.client.transport_options
        self.lease = float(options.get("lease", LEASE_SECONDS))
        self.owner = uuid.uuid4().hex
        self._renewer: threading.Thread | None = None
        self._stop = threading.Event()

    @property
    def _messages(self) -> Any:
        from config.queue.models import Message

        return Message.objects

    def _put(self, queue: str, message: dict[str, Any], **_: Any) -> None:
        # A countdown stays in the database, not in a worker's memory: a killed worker loses none.
        eta = (message.get("headers") or {}).get("eta")
        visible_at = time.time()
        if eta:
            visible_at = max(visible_at, datetime.fromisoformat(eta).timestamp())
        self._messages.create(
            queue=queue,
            tag=message["properties"]["delivery_tag"],
            body=json.dumps(message),
            visible_at=visible_at,
        )

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:  # noqa: ARG002
        now = time.time()
        messages = self._messages
        if not messages.filter(queue=queue, visible_at__lte=now).exists():  # no write lock on empty polls
            raise Empty
        table = messages.model._meta.db_table
        lock = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET visible_at=%s, owner=%s, deliveries=deliveries+1 WHERE id="  # noqa: S608
                f"(SELECT id FROM {table} WHERE queue=%s AND visible_at<=%s ORDER BY id LIMIT 1{lock}) "
                "RETURNING body, deliveries",
                [now + self.lease, self.owner, queue, now],
            )
            row = cursor.fetchone()
        if not row:
            raise Empty
        if self._renewer is None:
            self._renewer = threading.Thread(target=self._renew, daemon=True, name="queue-lease")
            self._renewer.start()
        message: dict[str, Any] = json.loads(row[0])
        message["redelivered"] = row[1] > 1
        return message

    def _renew(self) -> None:
        while not self._stop.wait(self.lease / 3):
            try:
                self._messages.filter(owner=self.owner).update(visible_at=time.time() + self.lease)
            except Exception:
                logger.exception("The lease of queued messages could not be renewed; they may run twice.")
        connection.close()

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        self._messages.filter(tag=delivery_tag, owner=self.owner).delete()
        super().basic_ack(delivery_tag, multiple)

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        taken = self._messages.filter(tag=delivery_tag, owner=self.owner)
        if requeue:
            taken.update(visible_at=time.time(), owner="")
        else:
            taken.delete()
        self.qos.ack(delivery_tag)

    def _size(self, queue: str) -> int:
        return int(self._messages.filter(queue=queue).count())

    def _purge(self, queue: str) -> int:
        return int(self._messages.filter(queue=queue).delete()[0])

    def _delete(self, queue: str, *_: Any, **__: Any) -> None:
        self._purge(queue)

    def close(self) -> None:
        if not self.closed:
            self._stop.set()
            if self._renewer is not None:
                self._messages.filter(owner=self.owner).update(visible_at=time.time(), owner="")
        super().close()


class Transport(virtual.Transport):
    Channel = Channel
    driver_type = "sql"
    driver_name = "django"
    polling_interval = 0.1
    implements = virtual.Transport.implements.extend(exchange_type=frozenset(["direct"]))

    def driver_version(self) -> str:
        return "1"
