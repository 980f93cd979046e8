"""Which partner may deliver which version, and who is accredited to teach it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import CourseVersion
from courses.programme.engine import accreditation as engine


class AccreditationState(models.TextChoices):
    ASKED = engine.State.ASKED.value, _("Asked for")
    IN_REVIEW = engine.State.IN_REVIEW.value, _("In review")
    GRANTED = engine.State.GRANTED.value, _("Accredited")
    SUSPENDED = engine.State.SUSPENDED.value, _("Suspended")
    REFUSED = engine.State.REFUSED.value, _("Refused")
    ENDED = engine.State.ENDED.value, _("Ended")


class EvidenceCode(models.TextChoices):
    TRAINED = engine.Evidence.TRAINED.value, _("Own certificate for this course")
    TEACHING = engine.Evidence.TEACHING.value, _("Proof of teaching adults")
    OBSERVED = engine.Evidence.OBSERVED.value, _("Record of an observed session")


class Authorisation(models.Model):
    """A partner may deliver a version between two days, both counted. A row changes only by an early end."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey("accounts.Partner", on_delete=models.PROTECT, related_name="authorisations")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="authorisations")
    edition = models.PositiveIntegerField()
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    withdrawn_on = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Authorisation]] = models.Manager()

    class Meta:
        ordering = ["partner", "version", "-edition"]
        constraints = [
            UniqueConstraint(fields=["partner", "version", "edition"], name="one_authorisation_per_edition"),
            CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="authorisation_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.version_id} {self.edition}"

    @property
    def until(self) -> date:
        """The last day on which it holds; the day of a withdrawal does not count any more."""
        if self.withdrawn_on is None:
            return self.ends_on
        return min(self.ends_on, self.withdrawn_on - timedelta(days=1))


class Accreditation(models.Model):
    """One case: a partner proposes an instructor for a version, staff decide. A renewal is the next edition."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey("accounts.Partner", on_delete=models.PROTECT, related_name="accreditations")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="accreditations")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="accreditations")
    edition = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=AccreditationState.choices, default=AccreditationState.ASKED
    )
    state_since = models.DateTimeField(default=timezone.now)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    asked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager[Accreditation]] = models.Manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            UniqueConstraint(
                fields=["partner", "user", "version", "edition"], name="one_accreditation_per_edition"
            ),
            UniqueConstraint(
                fields=["partner", "user", "version"],
                condition=Q(state__in=["asked", "in-review"]),
                name="one_open_accreditation_case",
            ),
            CheckConstraint(
                condition=Q(state__in=[state.value for state in engine.State]),
                name="accreditation_state_known",
            ),
            CheckConstraint(
                condition=~Q(state__in=["granted", "suspended"])
                | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="a_granted_accreditation_has_a_term",
            ),
            CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="accreditation_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.version_id} {self.state}"


def evidence_path(evidence: AccreditationEvidence, _filename: str) -> str:
    return f"accreditation/{evidence.accreditation.public_id}/{evidence.public_id}.pdf"


class AccreditationEvidence(models.Model):
    """A document that speaks for an instructor."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    accreditation = models.ForeignKey(Accreditation, on_delete=models.PROTECT, related_name="evidence")
    code = models.CharField(_("for"), max_length=10, choices=EvidenceCode.choices)
    title = models.CharField(_("title"), max_length=120)
    file = models.FileField(
        _("document"), upload_to=evidence_path, validators=[FileExtensionValidator(["pdf"])]
    )
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[AccreditationEvidence]] = models.Manager()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["accreditation", "code", "sha256"], name="one_row_per_accreditation_paper"
            )
        ]

    def __str__(self) -> str:
        return self.title
