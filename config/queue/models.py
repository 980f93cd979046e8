"""The tables of the embedded queue: what waits for a worker, and what was given up."""

from __future__ import annotations

from django.db import models


class Message(models.Model):
    """A queued message. `visible_at` is a POSIX time: the row may be taken from then on."""

    queue = models.CharField(max_length=100)
    tag = models.CharField(max_length=64, unique=True)
    body = models.TextField()
    visible_at = models.FloatField()
    owner = models.CharField(max_length=80, default="", blank=True)
    deliveries = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["queue", "visible_at", "id"], name="queue_next_message")]

    def __str__(self) -> str:
        return f"{self.queue} {self.tag}"


class DeadLetter(models.Model):
    """A message that ended its worker too often. A person looks at it: `manage.py queue requeue|discard`."""

    queue = models.CharField(max_length=100)
    tag = models.CharField(max_length=64, unique=True)
    task = models.CharField(max_length=200)
    body = models.TextField()
    deliveries = models.PositiveIntegerField()
    given_up_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.task} {self.tag}"
