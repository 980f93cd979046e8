"""How often each question was shown: what the draw goes by, so that no question is seen by everybody."""

from __future__ import annotations

from django.db import models

from courses.catalogue.models import Activity


class Exposure(models.Model):
    """Counts over the attempts up to `after_attempt`. A tally, not a fact: it can be counted anew at any time."""

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="exposure")
    sittings = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    after_attempt = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.sittings} sittings of {self.activity_id}"
