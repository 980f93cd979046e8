"""Sittings of the readiness check and their answers. They belong to the learner alone and can be erased by them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone

from courses.catalogue.models import Activity
from courses.enrolments.models import Enrolment


class DiagnosticSitting(models.Model):
    """One learner with one form: the first or the second. `reached` is the last situation that was shown."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="diagnostic_sittings")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="diagnostic_sittings")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="diagnostic_sittings")
    number = models.PositiveSmallIntegerField()
    reached = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["enrolment", "number"]
        constraints = [
            UniqueConstraint(fields=["enrolment", "number"], name="one_sitting_per_number"),
            UniqueConstraint(fields=["enrolment", "activity"], name="one_sitting_per_form"),
            CheckConstraint(condition=Q(number__gte=1, number__lte=2), name="sitting_is_first_or_second"),
            CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("started_at")),
                name="sitting_ends_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return f"sitting {self.public_id}"

    @property
    def is_open(self) -> bool:
        return self.finished_at is None


class DiagnosticAnswer(models.Model):
    """The act that was chosen for one situation, and how sure the learner was of it."""

    sitting = models.ForeignKey(DiagnosticSitting, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=64)
    option = models.PositiveSmallIntegerField()
    sure = models.PositiveSmallIntegerField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sitting", "pk"]
        constraints = [
            UniqueConstraint(fields=["sitting", "key"], name="one_answer_per_situation"),
            CheckConstraint(condition=Q(option__gte=1, option__lte=4), name="situation_has_four_options"),
            CheckConstraint(condition=Q(sure__gte=0, sure__lte=100), name="sureness_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"answer to {self.key}"


class KeptCheck(models.Model):
    """The short check that a person asked to keep when they signed up: {situation: [option, how sure]}."""

    learner = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="kept_check")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    kept_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"short check of {self.learner_id}"
