"""What a learner writes beside the timeline of an own run."""

from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = 1000


class EventNote(models.Model):
    """A learner's own note at one event of a run. Nobody else reads it."""

    session = models.ForeignKey("labs.LabSession", on_delete=models.PROTECT, related_name="notes")
    seq = models.PositiveIntegerField()
    text = models.TextField(_("note"), max_length=LONGEST)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["session", "seq"]
        constraints = [UniqueConstraint(fields=["session", "seq"], name="one_note_per_event")]

    def __str__(self) -> str:
        return f"note at {self.seq}"
