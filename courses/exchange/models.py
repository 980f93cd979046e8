"""Questions that came from elsewhere and wait for an author. They are no part of a course: courses are files."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import UniqueConstraint
from django.utils import timezone


class QuestionDraft(models.Model):
    """One imported file: its questions as an author writes them, and what the import said about each."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=12)
    items = models.JSONField(default=list)
    report = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class DraftMedia(models.Model):
    """A picture that came along with a draft."""

    draft = models.ForeignKey(QuestionDraft, on_delete=models.CASCADE, related_name="media")
    path = models.CharField(max_length=200)
    data = models.BinaryField()

    class Meta:
        ordering = ["draft", "path"]
        constraints = [UniqueConstraint(fields=["draft", "path"], name="one_draft_medium_per_path")]

    def __str__(self) -> str:
        return self.path
