"""Entries wait until one writer gives them their place in the chain; heads are signed and published."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def waiting(self) -> LedgerEntryQuerySet:
        return self.filter(seq=None)

    def sealed(self) -> LedgerEntryQuerySet:
        return self.filter(seq__isnull=False)

    def delete(self) -> Any:
        raise PermissionError("The certificate ledger is append-only.")


class LedgerEntry(models.Model):
    class Kind(models.TextChoices):
        ISSUE = "issue", _("Issued")
        SUSPEND = "suspend", _("Suspended")
        LIFT = "lift", _("Suspension lifted")
        REVOKE = "revoke", _("Revoked")
        SUPERSEDE = "supersede", _("Superseded")
        KEY = "key", _("Key changed")

    kind = models.CharField(max_length=9, choices=Kind.choices)
    key = models.CharField(
        max_length=80, unique=True, help_text=_("Writing the same fact twice keeps one entry.")
    )
    leaf = models.CharField(max_length=64, help_text=_("Salted digest of the fact; no personal data."))
    at = models.DateTimeField(default=timezone.now)
    seq = models.PositiveBigIntegerField(null=True, unique=True)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    objects: ClassVar[Any] = LedgerEntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(seq=None), name="ledger_entries_waiting")]

    def __str__(self) -> str:
        return f"{self.seq or '–'} {self.kind} {self.leaf[:12]}"


class LedgerHead(models.Model):
    """A signed statement: after `seq` entries the chain's hash was `hash`, and `root` is the tree over the new ones."""

    first_seq = models.PositiveBigIntegerField()
    seq = models.PositiveBigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    root = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField()
    kid = models.CharField(max_length=40)
    token = models.TextField(help_text=_("The head as a compact JWS (Ed25519)."))

    class Meta:
        ordering = ["-seq"]

    def __str__(self) -> str:
        return f"head {self.seq}"


class LedgerTip(models.Model):
    """One row: the last place and hash. Locked by the one writer that seals."""

    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_ledger_tip")]

    def __str__(self) -> str:
        return f"tip {self.seq}"
