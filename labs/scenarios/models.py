"""Published scenarios and personas: one row a version, kept for good."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.api import FrozenModel, FrozenQuerySet


class PersonaVersion(FrozenModel):
    """A persona as it was when a scenario was published with it."""

    slug = models.SlugField(_("short name"), max_length=80)
    digest = models.CharField(max_length=64)
    spec = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[PersonaVersion]] = FrozenQuerySet.as_manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["slug", "digest"], name="one_row_per_persona_version")]

    def __str__(self) -> str:
        return f"{self.slug} ({self.digest[:8]})"


class ScenarioVersion(FrozenModel):
    """A scenario with its variants, replies and documents, as it was published for one or more activities."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("short name"), max_length=80)
    version = models.CharField(_("version"), max_length=30)
    digest = models.CharField(max_length=64)
    title = models.CharField(_("title"), max_length=200)
    persona = models.ForeignKey(PersonaVersion, on_delete=models.PROTECT, related_name="scenarios")
    package = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[ScenarioVersion]] = FrozenQuerySet.as_manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["slug", "digest"], name="one_row_per_scenario_version")]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"

    @property
    def lab(self) -> dict[str, Any]:
        """The author's lab file."""
        return dict(self.package["lab"])

    @property
    def is_sensitive(self) -> bool:
        return bool(self.package["lab"].get("sensitive"))

    @property
    def is_off(self) -> bool:
        """A sensitive lab cannot be started before a clinician's review is recorded, in its file or here."""
        sensitive = self.package["lab"].get("sensitive")
        if not sensitive or sensitive.get("clinical_review"):
            return False
        return not self.safety_reviews.filter(withdrawn_at=None).exists()


class SafetyReview(models.Model):
    """A clinician has read one version of a sensitive lab. Another version needs another reading."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scenario = models.ForeignKey(ScenarioVersion, on_delete=models.PROTECT, related_name="safety_reviews")
    clinician = models.CharField(_("name of the clinician"), max_length=200)
    profession = models.CharField(_("profession and register"), max_length=200)
    reviewed_on = models.DateField(_("date of the review"))
    statement = models.TextField(_("what was reviewed, and with what result"), max_length=2000)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            UniqueConstraint(
                fields=["scenario"], condition=Q(withdrawn_at=None), name="one_standing_safety_review"
            )
        ]

    def __str__(self) -> str:
        return f"safety review of {self.scenario_id}"
