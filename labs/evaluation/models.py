"""Results of scoring, each for one session and one rubric, for good."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone

from courses.api import FrozenModel, FrozenQuerySet


class Evaluation(FrozenModel):
    """What the rules said of one session. A newer rubric adds a row; the old one stays."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey("labs.LabSession", on_delete=models.PROTECT, related_name="evaluations")
    rubric_sha = models.CharField(max_length=64)
    points = models.PositiveSmallIntegerField()
    possible = models.PositiveSmallIntegerField(default=10)
    pass_mark = models.PositiveSmallIntegerField(default=7)
    passed = models.BooleanField()
    has_red_line = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    counts = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Evaluation]] = FrozenQuerySet["Evaluation"].as_manager()

    class Meta:
        ordering = ["session", "pk"]
        constraints = [
            UniqueConstraint(fields=["session", "rubric_sha"], name="one_evaluation_per_rubric"),
            CheckConstraint(condition=Q(points__lte=F("possible")), name="evaluation_points_within_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.points} of {self.possible}"

    @property
    def criteria(self) -> list[dict[str, Any]]:
        return list(self.result.get("criteria", []))
