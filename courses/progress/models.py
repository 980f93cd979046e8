"""The ledger of marks and the rows derived from it."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone

from courses.catalogue.models import Activity, CourseVersion, FrozenModel, FrozenQuerySet
from courses.enrolments.models import Enrolment

ERASED = "—"


class MarkQuerySet(FrozenQuerySet["Mark"]):
    def without_words(self) -> int:
        """Blank the reasons of these marks: the one change that erasing a person makes to the ledger."""
        return models.QuerySet.update(self.exclude(reason="").exclude(reason=ERASED), reason=ERASED)


class Mark(FrozenModel):
    """One result, for good. `detail` holds rule ids and numbers, never what a person wrote."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="marks")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="marks")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    points = models.DecimalField(max_digits=9, decimal_places=3)
    possible = models.DecimalField(max_digits=9, decimal_places=3)
    passed = models.BooleanField(null=True)
    outcome = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    actor = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = MarkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["activity", "enrolment"], name="mark_by_activity")]
        constraints = [
            UniqueConstraint(fields=["enrolment", "key"], name="one_mark_per_key"),
            CheckConstraint(
                condition=Q(points__gte=0) & Q(possible__gte=0) & Q(points__lte=F("possible")),
                name="mark_points_within_possible",
            ),
            CheckConstraint(condition=Q(replaces=None) | ~Q(reason=""), name="replacing_mark_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"mark {self.key}"


class Standing(models.Model):
    """What the ledger adds up to for one enrolment: derived, rebuilt at any time, one row to read.

    `states` maps an activity key to `{"s": state, "p": points, "of": possible, "n": marks}`, with `"v"` (share in
    hundredths) where there are points and `"a"` where a person adjusted the mark. `score` is their mean. `cells` is what
    a gradebook shows of them (`engine.cells`), NULL where nothing was added up since there are cells.
    """

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="standing")
    states = models.JSONField(default=dict)
    cells = models.TextField(null=True, editable=False)
    done = models.PositiveIntegerField(default=0)
    required = models.PositiveIntegerField(default=0)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    resume_key = models.CharField(max_length=80, blank=True)
    resume_at = models.CharField(max_length=120, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"standing of enrolment {self.enrolment_id}"


class Completion(models.Model):
    """That an enrolment reached something: the course, or what a credential asks for. Written once.

    `announced_at` stays empty until `course_completed` was sent; the sweeper looks for such rows.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="completions")
    achievement = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)
    announced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(announced_at=None), name="completion_unannounced")
        ]
        constraints = [
            UniqueConstraint(fields=["enrolment", "achievement"], name="one_completion_per_achievement")
        ]

    def __str__(self) -> str:
        return f"{self.achievement} of enrolment {self.enrolment_id}"
