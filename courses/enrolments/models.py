"""Enrolments: one person, one version, one span of time."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import CourseVersion


class Source(models.TextChoices):
    OPEN = "open", _("Open enrolment")
    INVITATION = "invitation", _("Invitation")
    CODE = "code", _("Join code")
    STAFF = "staff", _("Added by staff")


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def open(self) -> EnrolmentQuerySet:
        """Enrolments that were not ended; the course may still be closed by its dates."""
        return self.filter(ended_at=None)

    def of(self, user_id: int) -> EnrolmentQuerySet:
        return self.filter(user_id=user_id)


class Enrolment(models.Model):
    """A person learns a version. A cohort's dates are copied here and follow it unless they are the person's own."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="enrolments")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="enrolments")
    cohort = models.ForeignKey(
        "courses.Cohort", null=True, blank=True, on_delete=models.PROTECT, related_name="enrolments"
    )
    client = models.ForeignKey(
        "accounts.ClientOrganisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=12, choices=Source.choices, default="open")
    track = models.CharField(_("track"), max_length=40, blank=True)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    has_own_dates = models.BooleanField(default=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_reason = models.CharField(max_length=40, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)

    objects: ClassVar[models.Manager[Enrolment]] = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(fields=["cohort"], condition=Q(ended_at=None), name="enrolment_open_in_cohort")
        ]
        constraints = [
            UniqueConstraint(
                fields=["user", "version"],
                condition=Q(ended_at=None),
                name="one_open_enrolment_per_version",
            ),
            CheckConstraint(
                condition=Q(closes_at=None) | Q(opens_at=None) | Q(closes_at__gt=F("opens_at")),
                name="enrolment_closes_after_it_opens",
            ),
            CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="enrolment_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.public_id}"
