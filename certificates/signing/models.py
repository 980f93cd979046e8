"""The public half of each issuer key, and what may still be signed with it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    def active(self) -> SigningKeyQuerySet:
        return self.filter(state=SigningKey.State.ACTIVE)

    def delete(self) -> Any:
        raise PermissionError("A signing key is never deleted: old credentials need it to be checked.")


class SigningKey(models.Model):
    class Kind(models.TextChoices):
        PDF = "pdf", _("PDF signatures (P-256)")
        BADGE = "badge", _("Badges, status lists and log heads (Ed25519)")
        TOKEN = "token", _("Badge tokens (RSA)")

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        RETIRED = "retired", _("Retired")
        COMPROMISED = "compromised", _("Compromised")

    kid = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    state = models.CharField(max_length=11, choices=State.choices, default=State.ACTIVE)
    public_part = models.TextField(help_text=_("PEM of the public key."))
    certificates_pem = models.TextField(
        blank=True, help_text=_("PDF keys: the signer's certificate, then its issuers.")
    )
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)
    compromised_from = models.DateTimeField(
        null=True, blank=True, help_text=_("Signatures from this moment on are not to be trusted.")
    )

    objects: ClassVar[Any] = SigningKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(state="active"), name="one_active_signing_key_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(not_after__gt=models.F("not_before")), name="signing_key_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(state="compromised") | Q(compromised_from__isnull=False),
                name="compromised_signing_key_says_since_when",
            ),
        ]

    def __str__(self) -> str:
        return self.kid
