"""Templates of cohorts."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Course, CourseVersion
from courses.cohorts.models import WELCOME_LIMIT, validate_zone


class CohortTemplate(models.Model):
    """A plan of one partner. Without `version` a new cohort takes the newest that the partner may deliver.

    `ends` and `dates` hold moments as text (`courses.plans.engine.moments`); `dates` is a list of
    `{"key": activity key, "opens_at": …, "due_at": …, "closes_at": …}`, each moment possibly empty; `meetings` is a list of
    `{"title", "minutes", "agenda", "place", "starts": [moment, …]}`, each a single meeting or a series.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey("accounts.Partner", on_delete=models.PROTECT, related_name="cohort_templates")
    name = models.CharField(_("name"), max_length=120)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(
        CourseVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    seats = models.PositiveIntegerField(
        _("seats"), validators=[MinValueValidator(1), MaxValueValidator(20_000)]
    )
    ends = models.CharField(_("ends"), max_length=40)
    welcome = models.TextField(_("welcome"), max_length=WELCOME_LIMIT, blank=True)
    dates = models.JSONField(default=list, blank=True)
    meetings = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[models.Manager[CohortTemplate]] = models.Manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            UniqueConstraint(fields=["partner", "name"], name="one_template_name_per_partner"),
            CheckConstraint(condition=Q(seats__gte=1), name="template_has_a_seat"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def meeting_count(self) -> int:
        return sum(len(series["starts"]) for series in self.meetings)
