"""A batch and its rows: what is wanted, what was found, what was done."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    import datetime as dt


class Batch(models.Model):
    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        READY = "ready", _("Ready")
        ISSUING = "issuing", _("Issuing")
        PAUSED = "paused", _("Paused")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey("courses.Cohort", on_delete=models.PROTECT, related_name="+")
    achievement_slug = models.SlugField(max_length=80)
    state = models.CharField(max_length=9, choices=State.choices, default=State.CHECKING)
    created_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "achievement_slug"],
                condition=Q(state__in=["checking", "ready", "issuing", "paused"]),
                name="one_open_batch_per_cohort_and_achievement",
            )
        ]

    def __str__(self) -> str:
        return f"batch {self.pk}"


class BatchRowQuerySet(models.QuerySet["BatchRow"]):
    def to_check(self) -> BatchRowQuerySet:
        return self.filter(state=BatchRow.State.PLANNED)

    def to_issue(self, *, now: dt.datetime, patience: dt.timedelta) -> BatchRowQuerySet:
        """Ready rows, and rows whose worker was lost."""
        lost = Q(state=BatchRow.State.CLAIMED, claimed_at__lt=now - patience)
        return self.filter(Q(state=BatchRow.State.READY) | lost)


class BatchRow(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        READY = "ready", _("Ready")
        CLAIMED = "claimed", _("Being made")
        ISSUED = "issued", _("Issued")
        SKIPPED = "skipped", _("Held before")
        ASIDE = "aside", _("Set aside")
        CANCELLED = "cancelled", _("Cancelled")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="+")
    credential = models.OneToOneField(
        "certificates.Credential", null=True, on_delete=models.PROTECT, related_name="batch_row"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    reason = models.CharField(max_length=300, blank=True)
    claimed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = BatchRowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "enrolment"], name="one_batch_row_per_enrolment")
        ]
        indexes = [models.Index(fields=["batch", "state"], name="batch_rows_by_state")]

    def __str__(self) -> str:
        return f"row {self.pk} of batch {self.batch_id}"
