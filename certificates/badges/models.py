"""What an issued badge points to: its achievement, and its places in the status lists."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LIST_SIZE = 131_072  # the least that the Bitstring Status List asks, for the privacy of the herd


class FrozenQuerySet(models.QuerySet[Any]):
    def update(self, **_kwargs: Any) -> int:
        raise PermissionError("This record is frozen.")

    def delete(self) -> Any:
        raise PermissionError("This record is frozen.")


class Achievement(models.Model):
    """One edition of what a credential attests. Frozen: a change of the course's file makes a new edition."""

    slug = models.SlugField(max_length=80)
    version = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    spec = models.JSONField()
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = FrozenQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["slug", "version"], name="achievement_by_name")]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"


class StatusList(models.Model):
    class Purpose(models.TextChoices):
        REVOCATION = "revocation", _("Revocation")
        SUSPENSION = "suspension", _("Suspension")

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    number = models.PositiveIntegerField()
    assigned = models.PositiveIntegerField(default=0)
    document = models.TextField(blank=True, help_text=_("The signed list as published."))
    signed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "number"], name="one_status_list_per_number"),
            models.CheckConstraint(condition=Q(assigned__lte=LIST_SIZE), name="status_list_is_not_overfull"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.number}"


class StatusEntry(models.Model):
    """One credential's random place in a list of one purpose."""

    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="entries")
    index = models.PositiveIntegerField()
    is_set = models.BooleanField(default=False)
    credential = models.ForeignKey(
        "certificates.Credential", on_delete=models.PROTECT, related_name="status_entries"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["status_list", "index"], name="status_index_is_given_once"),
            models.CheckConstraint(condition=Q(index__lt=LIST_SIZE), name="status_index_is_in_the_list"),
        ]
        indexes = [
            models.Index(fields=["status_list"], condition=Q(is_set=True), name="status_entries_set"),
        ]

    def __str__(self) -> str:
        return f"{self.status_list_id}#{self.index}"


__all__ = ["LIST_SIZE", "Achievement", "StatusEntry", "StatusList"]
