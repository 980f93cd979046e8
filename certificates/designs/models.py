"""A version of a design: which files, which settings, whose zones."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DesignVersionQuerySet(models.QuerySet["DesignVersion"]):
    def published(self) -> DesignVersionQuerySet:
        return self.filter(state=DesignVersion.State.PUBLISHED)


class DesignVersion(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ASKED = "asked", _("Waits for a decision")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    class Paper(models.TextChoices):
        A4 = "a4", _("A4")
        LETTER = "letter", _("US Letter")

    slug = models.SlugField(max_length=40, help_text=_("The folder in content/designs."))
    number = models.PositiveIntegerField()
    partner = models.ForeignKey(
        "accounts.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    paper = models.CharField(max_length=6, choices=Paper.choices, default=Paper.A4)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    files_digest = models.CharField(max_length=64, help_text=_("Digest over all files of the folder."))
    zones = models.JSONField(
        default=dict, blank=True, help_text=_("Logo, signatory, accent colour, wording per language.")
    )
    digest = models.CharField(
        max_length=64, help_text=_("Digest over files, paper and zones: what a credential names.")
    )
    note = models.CharField(
        max_length=300, blank=True, help_text=_("Why it was given back, for the partner.")
    )
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = DesignVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "partner", "number"], name="one_design_version_per_partner_and_number"
            ),
            models.UniqueConstraint(
                fields=["slug", "number"],
                condition=Q(partner=None),
                name="one_design_version_per_number_of_the_house",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="published_design_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.number}"
