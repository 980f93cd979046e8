"""The embedded Celery broker on Django's own database: durable, leased, transactional."""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
import time
import uuid
from datetime import datetime
from queue import Empty
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from kombu.transport import virtual

logger = logging.getLogger(__name__)
LEASE_SECONDS = 30.0
MOST_DELIVERIES = 5


def _process_namespace() -> str:
    """Tells containers apart that share a host name; elsewhere the host name is enough."""
    try:
        return str(os.stat("/proc/self/ns/pid").st_ino)
    except OSError:
        return ""


HOST = f"{socket.gethostname()[:20]}/{_process_namespace()}"


def release_orphans() -> int:
    """Free the messages that dead processes of this machine still hold. Returns how many."""
    from config.queue.models import Message

    freed = 0
    for owner in (
        Message.objects.filter(owner__startswith=f"{HOST}:").values_list("owner", flat=True).distinct()
    ):
        if not _is_alive(int(owner.split(":")[1])):
            freed += Message.objects.filter(owner=owner).update(visible_at=time.time(), owner="")
    if freed:
        logger.warning("%s messages of a worker that died are free again", freed)
    return freed


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid != os.getpid()


class Channel(virtual.Channel):
    """One worker's or publisher's view of the message table. A taken row is leased, not removed, until it is acknowledged."""

    do_restore = False
    supports_fanout = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = self.connection.client.transport_options
        self.lease = float(options.get("lease", LEASE_SECONDS))
        self.owner = f"{HOST}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
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

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        try:
            while True:
                taken = self._take(queue)
                if taken is None:
                    raise Empty
                message, deliveries = taken
                if deliveries <= MOST_DELIVERIES:
                    self._keep_leases()
                    message["redelivered"] = deliveries > 1
                    return message
                self._give_up(queue, message, deliveries)
        except (OperationalError, InterfaceError):
            connection.close()  # the next attempt opens a new one
            raise

    def _take(self, queue: str) -> tuple[dict[str, Any], int] | None:
        """Lease the oldest visible message."""
        now = time.time()
        messages = self._messages
        if not messages.filter(queue=queue, visible_at__lte=now).exists():  # no write lock on empty polls
            return None
        table = messages.model._meta.db_table
        lock = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET visible_at=%s, owner=%s, deliveries=deliveries+1 WHERE id="  # noqa: S608 - a constant
                f"(SELECT id FROM {table} WHERE queue=%s AND visible_at<=%s ORDER BY id LIMIT 1{lock}) "
                "RETURNING body, deliveries",
                [now + self.lease, self.owner, queue, now],
            )
            row = cursor.fetchone()
        return (json.loads(row[0]), int(row[1])) if row else None

    def _give_up(self, queue: str, message: dict[str, Any], deliveries: int) -> None:
        """Set a message aside that was taken again and again and never finished: it may be what kills the worker."""
        from config.queue.models import DeadLetter

        task = str((message.get("headers") or {}).get("task", "?"))
        tag = message["properties"]["delivery_tag"]
        with transaction.atomic():
            DeadLetter.objects.get_or_create(
                tag=tag,
                defaults={
                    "queue": queue,
                    "task": task,
                    "body": json.dumps(message),
                    "deliveries": deliveries - 1,
                },
            )
            self._messages.filter(tag=tag).delete()
        logger.error(
            "task %s was given up after %s deliveries: `manage.py queue dead` shows it", task, deliveries - 1
        )

    def _keep_leases(self) -> None:
        if self._renewer is None:
            self._renewer = threading.Thread(target=self._renew, daemon=True, name="queue-lease")
            self._renewer.start()

    def _renew(self) -> None:
        while not self._stop.wait(self.lease / 3):
            try:
                self._messages.filter(owner=self.owner).update(visible_at=time.time() + self.lease)
            except Exception:
                logger.exception("The lease of queued messages could not be renewed; they may run twice.")
                connection.close()
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
        """A queue is only a word in a column: closing it must not throw its messages away."""

    def close(self) -> None:
        if not self.closed:
            self._stop.set()
            if self._renewer is not None:
                try:
                    self._messages.filter(owner=self.owner).update(visible_at=time.time(), owner="")
                except (OperationalError, InterfaceError):
                    logger.warning("The database is away: leases of this worker end by themselves.")
        super().close()


class Transport(virtual.Transport):
    Channel = Channel
    driver_type = "sql"
    driver_name = "django"
    polling_interval = 0.1
    implements = virtual.Transport.implements.extend(exchange_type=frozenset(["direct"]))
    connection_errors: Any = (*virtual.Transport.connection_errors, OperationalError, InterfaceError)

    def driver_version(self) -> str:
        return "1"
