"""Dates of one activity, for a cohort or for one enrolment."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Activity
from courses.enrolments.models import Enrolment


class ActivityDates(models.Model):
    """When an activity opens, is due and closes. What is empty is taken from the cohort, then from the course."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="dates")
    cohort = models.ForeignKey(
        "courses.Cohort", null=True, blank=True, on_delete=models.CASCADE, related_name="activity_dates"
    )
    enrolment = models.ForeignKey(
        Enrolment, null=True, blank=True, on_delete=models.CASCADE, related_name="activity_dates"
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    extra_attempts = models.PositiveSmallIntegerField(
        _("further attempts"), default=0, validators=[MaxValueValidator(20)]
    )
    set_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[ActivityDates]] = models.Manager()

    class Meta:
        ordering = ["activity", "pk"]
        verbose_name_plural = "activity dates"
        constraints = [
            CheckConstraint(
                condition=Q(cohort=None, enrolment__isnull=False) | Q(cohort__isnull=False, enrolment=None),
                name="dates_of_a_cohort_or_a_person",
            ),
            UniqueConstraint(
                fields=["cohort", "activity"], condition=Q(enrolment=None), name="one_dates_per_cohort"
            ),
            UniqueConstraint(
                fields=["enrolment", "activity"], condition=Q(cohort=None), name="one_dates_per_person"
            ),
            CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="activity_closes_after_it_opens",
            ),
            CheckConstraint(
                condition=(Q(due_at=None) | Q(opens_at=None) | Q(due_at__gt=F("opens_at")))
                & (Q(due_at=None) | Q(closes_at=None) | Q(due_at__lte=F("closes_at"))),
                name="activity_due_between_its_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"dates of {self.activity_id}"
