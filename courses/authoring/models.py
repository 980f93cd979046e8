"""Packages that were uploaded and are not published yet."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import CourseVersion


class PackageDraft(models.Model):
    """An uploaded ZIP on its way: checked by a worker, then published by a person or thrown away.

    `findings` are those of `check_course`, `plan` says what publishing would change. The bytes of a broken package are
    not kept, and those of a published one stand with its version.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        BROKEN = "broken", _("broken")
        READY = "ready", _("ready to publish")
        PUBLISHING = "publishing", _("being published")
        PUBLISHED = "published", _("published")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State, default=State.CHECKING)
    findings = models.JSONField(default=list)
    plan = models.JSONField(default=dict)
    version = models.ForeignKey(
        CourseVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[PackageDraft]] = models.Manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(state="published", version__isnull=False)
                | (~Q(state="published") & Q(version__isnull=True)),
                name="published_draft_has_a_version",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [one for one in self.findings if one["severity"] == "error"]

    @property
    def warnings(self) -> list[dict[str, Any]]:
        return [one for one in self.findings if one["severity"] != "error"]

    @property
    def is_moving(self) -> bool:
        """Whether a worker has it."""
        return self.state in (self.State.CHECKING, self.State.PUBLISHING)
