"""What a partner showed, what was checked, and what was signed."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.agreements.engine.lifecycle import Outcome
from accounts.partners.models import Partner


class CheckCode(models.TextChoices):
    """The lines of the review."""

    INSTRUCTORS = "instructors", _("Two instructors who can be accredited")
    DATA_PROTECTION = "data-protection", _("Data processing agreement")
    SAMPLE_REVIEWS = "sample-reviews", _("Sample lab reviews")
    REFERENCE = "reference", _("Reference call")
    ACCESSIBILITY = "accessibility", _("Accessibility statement")


class OutcomeChoice(models.TextChoices):
    WAITING = Outcome.WAITING.value, _("Waiting")
    PASSED = Outcome.PASSED.value, _("Passed")
    FAILED = Outcome.FAILED.value, _("Failed")
    ACCEPTED = Outcome.ACCEPTED.value, _("Accepted with a reason")


def evidence_path(evidence: Evidence, _filename: str) -> str:
    return f"evidence/{evidence.partner.public_id}/{evidence.public_id}.pdf"


class Evidence(models.Model):
    """A document that a partner handed in for one line of the review."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="evidence")
    code = models.CharField(_("for"), max_length=20, choices=CheckCode.choices)
    title = models.CharField(_("title"), max_length=120)
    file = models.FileField(
        _("document"), upload_to=evidence_path, validators=[FileExtensionValidator(["pdf"])]
    )
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Evidence]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "code", "sha256"], name="one_row_per_document_and_line"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ReviewCheck(models.Model):
    """One line of the review of one partner, with who looked and what they found."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="checks")
    code = models.CharField(max_length=20, choices=CheckCode.choices)
    outcome = models.CharField(max_length=10, choices=OutcomeChoice.choices, default=OutcomeChoice.WAITING)
    note = models.TextField(blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[ReviewCheck]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "code"], name="one_check_per_partner_and_line"),
            models.CheckConstraint(
                condition=~Q(outcome="accepted") | ~Q(note=""), name="an_accepted_check_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.outcome}"


class Agreement(models.Model):
    """Terms that a named person accepted for a partner. Rows are never changed; a renewal is a new row."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="agreements")
    edition = models.PositiveIntegerField()
    terms_version = models.CharField(max_length=20)
    terms_digest = models.CharField(max_length=64)
    starts_on = models.DateField()
    ends_on = models.DateField()
    signatory_name = models.CharField(_("full name"), max_length=120)
    signatory_title = models.CharField(_("position"), max_length=120)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Agreement]] = models.Manager()

    class Meta:
        ordering = ["-edition"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "edition"], name="one_agreement_per_edition"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="agreement_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.edition}"


class RefusalAppeal(models.Model):
    """A refused partner asks once that somebody else looks again. `refused_at` names the refusal."""

    class State(models.TextChoices):
        SENT = "sent", _("Sent")
        UPHELD = "upheld", _("Upheld: it applies again")
        KEPT = "kept", _("The refusal stands")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="refusal_appeals")
    refused_at = models.DateTimeField()
    text = models.TextField(_("why"), max_length=2000)
    state = models.CharField(max_length=8, choices=State.choices, default=State.SENT)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[RefusalAppeal]] = models.Manager()

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "refused_at"], name="one_appeal_per_refusal"),
            models.CheckConstraint(
                condition=Q(state="sent", decided_at=None) | ~Q(state="sent") & Q(decided_at__isnull=False),
                name="refusal_appeal_decided_or_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal {self.public_id}"
