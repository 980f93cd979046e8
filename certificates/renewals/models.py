"""Hours of continuing development that a holder claims, with the document that shows them."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def evidence_path(entry: CpdEntry, filename: str) -> str:
    """A name that cannot be guessed; of the name that came with the file only the ending is used."""
    return f"cpd/{entry.public_id}/{uuid.uuid4().hex}.{filename.rsplit('.', 1)[-1].lower()}"


class CpdQuerySet(models.QuerySet["CpdEntry"]):
    def accepted(self) -> CpdQuerySet:
        return self.filter(state=CpdEntry.State.ACCEPTED)

    def waiting(self) -> CpdQuerySet:
        return self.filter(state=CpdEntry.State.WAITING)


class CpdEntry(models.Model):
    class Kind(models.TextChoices):
        HANDS_ON = "hands-on", _("Hands-on work with AI co-workers")
        LAW = "law", _("Changes of law")
        OTHER = "other", _("Other learning")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Not accepted")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cpd_entries")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    title = models.CharField(_("what you did"), max_length=160)
    hours = models.DecimalField(
        _("hours"), max_digits=4, decimal_places=1, validators=[MinValueValidator(0.5), MaxValueValidator(40)]
    )
    done_on = models.DateField(_("done on"))
    evidence = models.FileField(_("evidence"), upload_to=evidence_path)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    answer = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[Any] = CpdQuerySet.as_manager()

    class Meta:
        ordering = ["-done_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["holder", "sha256"], name="one_cpd_entry_per_document"),
            models.CheckConstraint(condition=Q(hours__gt=0) & Q(hours__lte=40), name="cpd_hours_are_sane"),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""), name="refused_cpd_entry_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours} h {self.title}"
