"""The table of the embedded queue: one row is one message that waits for a worker."""

from django.db import models


class Message(models.Model):
    """A queued message. `visible_at` is a POSIX time: the row may be taken from then on."""

    queue = models.CharField(max_length=100)
    tag = models.CharField(max_length=64, unique=True)
    body = models.TextField()
    visible_at = models.FloatField()
    owner = models.CharField(max_length=64, default="", blank=True)
    deliveries = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["queue", "visible_at", "id"], name="queue_next_message")]

    def __str__(self) -> str:
        return f"{self.queue} {self.tag}"
