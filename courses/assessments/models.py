"""Figures of quizzes as the nightly run keeps them: aggregates, nothing of a person."""

from __future__ import annotations

from django.db import models

from courses.catalogue.models import Activity


class KeptStatistics(models.Model):
    """The figures of one quiz of one version, replaced in place: drift is read from the attempts, not from old figures.

    Kept from ten learners on. `revision` is the number of the last correction they rest on.
    """

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="kept_statistics")
    figures = models.JSONField()
    learners = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"statistics of {self.activity_id}"
