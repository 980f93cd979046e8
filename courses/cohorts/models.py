"""Cohorts and who teaches them."""

from __future__ import annotations

import uuid
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.api import validate_time_zone
from courses.catalogue.models import CourseVersion


def validate_zone(value: str) -> None:
    """Raise ValidationError unless `value` is a known time zone. Here, because a migration names it."""
    validate_time_zone(value)


WELCOME_LIMIT = 2_000


class CohortState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Cohort(models.Model):
    """One partner teaches one version to a number of people between two days. Times are kept in UTC."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey("accounts.Partner", on_delete=models.PROTECT, related_name="cohorts")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(max_length=8, choices=CohortState.choices, default=CohortState.DRAFT)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    seats = models.PositiveIntegerField(
        _("seats"), validators=[MinValueValidator(1), MaxValueValidator(20_000)]
    )
    welcome = models.TextField(_("welcome"), max_length=WELCOME_LIMIT, blank=True)
    instructors = models.ManyToManyField(
        "accounts.User", through="CohortInstructor", through_fields=("cohort", "user"), related_name="+"
    )
    notice_title = models.CharField(
        max_length=120, blank=True, help_text=_("Of the newest announcement; kept in step by messages.")
    )
    notice_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager[Cohort]] = models.Manager()

    class Meta:
        ordering = ["-opens_at", "-pk"]
        constraints = [
            UniqueConstraint(fields=["partner", "name"], name="one_cohort_name_per_partner"),
            CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="cohort_closes_after_it_opens"),
            CheckConstraint(condition=Q(seats__gte=1), name="cohort_has_a_seat"),
            CheckConstraint(
                condition=Q(state__in=[state.value for state in CohortState]), name="cohort_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def phase(self) -> str:
        """Where it stands today: draft, planned, running, finished or closed."""
        if self.state != CohortState.OPEN:
            return self.state
        now = timezone.now()
        if now < self.opens_at:
            return "planned"
        return "running" if now < self.closes_at else "finished"


class CohortInstructor(models.Model):
    """Who teaches a cohort. The right to teach comes from the membership; this says where."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="teaching")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="teaching")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [UniqueConstraint(fields=["cohort", "user"], name="one_post_per_instructor")]

    def __str__(self) -> str:
        return f"instructor {self.user_id} of cohort {self.cohort_id}"
