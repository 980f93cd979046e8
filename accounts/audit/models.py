"""Audit entries: written once, sealed once, never changed."""

from __future__ import annotations

from datetime import UTC
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit.engine.chain import GENESIS, Facts, SealedEntry


def _refuse(*_args: object, **_kwargs: object) -> NoReturn:
    raise PermissionDenied("Audit entries are append-only: they are never changed or deleted.")


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    update = _refuse
    delete = _refuse
    bulk_update = _refuse
    update_or_create = _refuse

    def sealed(self) -> AuditEntryQuerySet:
        return self.filter(sequence__isnull=False)

    def unsealed(self) -> AuditEntryQuerySet:
        return self.filter(sequence__isnull=True)

    def write_seal(self, entry_id: int, *, sequence: int, previous_hash: str, entry_hash: str) -> None:
        """Seal one entry that has no seal yet; a sealed one stays as it is."""
        rows = super().filter(pk=entry_id, sequence__isnull=True)
        models.QuerySet.update(
            rows,
            sequence=sequence,
            previous_hash=previous_hash,
            entry_hash=entry_hash,
            sealed_at=timezone.now(),
        )


class AuditEntry(models.Model):
    """One act. `detail` holds ids and plain facts only; what names a person is in `personal`."""

    happened_at = models.DateTimeField(default=timezone.now, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty when the system acted by itself."),
    )
    verb = models.CharField(max_length=80)
    target_type = models.CharField(max_length=80, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    partner = models.ForeignKey(
        "accounts.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    detail = models.JSONField(default=dict, blank=True)
    personal_digest = models.CharField(max_length=64, blank=True)
    sequence = models.BigIntegerField(null=True, blank=True, unique=True, editable=False)
    previous_hash = models.CharField(max_length=64, blank=True, editable=False)
    entry_hash = models.CharField(max_length=64, blank=True, editable=False)
    sealed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[Any] = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["-happened_at", "-id"], name="audit_newest"),
            models.Index(fields=["target_type", "target_id"], name="audit_target"),
            models.Index(fields=["partner", "-happened_at"], name="audit_partner"),
            models.Index(fields=["actor", "-happened_at"], name="audit_actor"),
            models.Index(fields=["verb", "-happened_at"], name="audit_verb"),
            models.Index(fields=["id"], name="audit_unsealed", condition=Q(sequence=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(sequence=None) & Q(entry_hash="")) | (Q(sequence__gt=0) & ~Q(entry_hash="")),
                name="audit_entry_sealed_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_type} {self.target_id}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse()
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        _refuse()

    @property
    def facts(self) -> Facts:
        return Facts(
            entry_id=self.pk,
            happened_at=self.happened_at.astimezone(UTC).isoformat(timespec="microseconds"),
            actor_id=self.actor_id,
            verb=self.verb,
            target_type=self.target_type,
            target_id=self.target_id,
            partner_id=self.partner_id,
            detail=self.detail,
            personal_digest=self.personal_digest,
        )

    @property
    def as_sealed(self) -> SealedEntry:
        return SealedEntry(
            sequence=self.sequence or 0,
            facts=self.facts,
            previous_hash=self.previous_hash,
            entry_hash=self.entry_hash,
        )


class AuditPersonal(models.Model):
    """What an entry says about a person. The chain holds only its salted digest, so this row can be erased."""

    entry = models.OneToOneField(
        AuditEntry, on_delete=models.PROTECT, related_name="personal", primary_key=True
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    salt = models.CharField(max_length=43)
    payload = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"personal part of entry {self.entry_id}"


class AuditHead(models.Model):
    """The one row that says where the chain ends; locked while a seal is written."""

    sequence = models.BigIntegerField(default=0)
    entry_hash = models.CharField(max_length=64, default=GENESIS)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_entries = models.BigIntegerField(default=0)
    is_whole = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="audit_head_is_one_row")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.entry_hash[:12]}"
