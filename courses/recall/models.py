"""What was answered when a question came back. Private, and never a mark."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q
from django.utils import timezone

from courses.catalogue.models import Activity
from courses.enrolments.models import Enrolment
from courses.recall.engine.schedule import Outcome


class RecallReturn(models.Model):
    """One answer to a question that came back; `given` is what the learner chose or typed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="recall_returns")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="recall_returns")
    question = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10)
    given = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[RecallReturn]] = models.Manager()

    class Meta:
        ordering = ["pk"]
        indexes = [Index(fields=["enrolment", "activity"], name="recall_by_lesson")]
        constraints = [
            CheckConstraint(
                condition=Q(outcome__in=[one.value for one in Outcome]), name="recall_outcome_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} of activity {self.activity_id} came back"
