"""Runs that wait for a person, and what that person said."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.api import FrozenModel, FrozenQuerySet


class ReviewCause(models.TextChoices):
    RED_LINE = "red_line", _("Red line")
    APPEAL = "appeal", _("Appeal")
    SAMPLE = "sample", _("Sample")
    ALL = "all", _("Every run")
    SECOND = "second", _("Second reviewer")


class ReviewRequest(models.Model):
    """A run waits for a person. One row for each cause; a review closes all that stand open."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(
        "labs.Evaluation", on_delete=models.PROTECT, related_name="review_requests"
    )
    cause = models.CharField(max_length=10, choices=ReviewCause.choices)
    rank = models.PositiveSmallIntegerField(default=2)
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_by = models.ForeignKey(
        "labs.Review", null=True, blank=True, on_delete=models.PROTECT, related_name="closes"
    )

    class Meta:
        ordering = ["rank", "due_at", "pk"]
        constraints = [
            UniqueConstraint(
                fields=["evaluation", "cause"],
                condition=Q(closed_by=None),
                name="one_open_request_per_cause",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.public_id}"


class Appeal(models.Model):
    """A learner asks a person to look again. `text` is personal and can be erased."""

    request = models.OneToOneField(ReviewRequest, on_delete=models.PROTECT, related_name="appeal")
    criterion = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(_("what should be looked at again"), max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"appeal {self.pk}"


class ReviewQuerySet(FrozenQuerySet["Review"]):
    def erase_reasons(self) -> int:
        """Forget what a reviewer wrote of a person who is erased; points and verdict stay."""
        return models.QuerySet.update(self.exclude(red_line_reason=""), red_line_reason="–")


class Review(FrozenModel):
    """What a person said of a run: points for each criterion, beside what the rules said. Both are kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey("labs.Evaluation", on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="lab_reviews")
    points = models.PositiveSmallIntegerField()
    possible = models.PositiveSmallIntegerField(default=10)
    passed = models.BooleanField()
    has_red_line = models.BooleanField(default=False)
    red_line_reason = models.TextField(_("why the red line does not stand"), blank=True, max_length=2000)
    changes = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Review]] = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(fields=["evaluation", "reviewer"], name="one_review_per_reviewer"),
            CheckConstraint(condition=Q(points__lte=F("possible")), name="review_points_within_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.points} of {self.possible}"


class ReviewedCriterion(models.Model):
    """One criterion of a review: what the rule said, what the person said, and why they differ."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="criteria")
    criterion = models.PositiveSmallIntegerField()
    rule_points = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ["review", "criterion"]
        constraints = [
            UniqueConstraint(fields=["review", "criterion"], name="one_verdict_per_criterion"),
            CheckConstraint(
                condition=Q(points__lte=2, rule_points__lte=2), name="a_criterion_has_at_most_two_points"
            ),
            CheckConstraint(
                condition=Q(points=F("rule_points")) | ~Q(reason=""), name="a_changed_verdict_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
