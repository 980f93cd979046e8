"""Requests for a copy and for erasure."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Being prepared")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")
    EXPIRED = "expired", _("No longer kept")


def export_path(export: DataExport, _filename: str) -> str:
    return f"exports/{export.public_id}.zip"


class DataExport(models.Model):
    """A copy of a person's data that was asked for."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    file = models.FileField(upload_to=export_path, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[DataExport]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="waiting"), name="one_waiting_export_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.state})"


class ErasureRequest(models.Model):
    """A person asked to be erased; it happens at `due_at` unless they change their mind."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)

    objects: ClassVar[models.Manager[ErasureRequest]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(cancelled_at=None, done_at=None),
                name="one_open_erasure_per_person",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(done_at=None), name="erasure_done_or_cancelled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.due_at:%Y-%m-%d}"


class ConsentRecord(models.Model):
    """What a person agreed to, in which version of the text, to the letter. Rows are never changed but for their end."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    via = models.CharField(
        max_length=10,
        choices=[
            ("sign-up", _("at sign-up")),
            ("page", _("on this page")),
            ("invitation", _("with an invitation")),
        ],
    )
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[ConsentRecord]] = models.Manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "topic"], condition=Q(withdrawn_at=None), name="one_consent_per_topic"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_ends_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.topic} {self.version}"
