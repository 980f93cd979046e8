"""Invitations and what became of them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> InvitationQuerySet:
        """Neither accepted nor declined nor withdrawn; it may be too old."""
        return self.filter(accepted_at=None, declined_at=None, revoked_at=None)

    def open(self, now: datetime) -> InvitationQuerySet:
        return self.unanswered().filter(expires_at__gt=now)


class Invitation(models.Model):
    """One address is asked to one thing. `kind` names who handles it, `target_key` the thing, `data` the terms (no personal data)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    target_key = models.CharField(max_length=100)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    partner = models.ForeignKey(
        "accounts.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    data = models.JSONField(default=dict, blank=True)
    edition = models.PositiveIntegerField(default=1)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "target_key", "-created_at"], name="invitation_target")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target_key", "email"],
                condition=Q(accepted_at=None, declined_at=None, revoked_at=None),
                name="one_open_invitation_per_address_and_target",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("sent_at")), name="invitation_expires_after_it_was_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_key}"
