"""What changes the conditions of a sitting: extra time, and a ticket for a supervised room."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Activity
from courses.enrolments.models import Enrolment
from courses.quizzes.models.attempts import Attempt


class Accommodation(models.Model):
    """Extra time for one person in all timed work. It holds the effect; the reason is nobody's business here."""

    learner = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="accommodation")
    extra_percent = models.PositiveSmallIntegerField(
        _("extra time in per cent"), validators=[MinValueValidator(1), MaxValueValidator(300)]
    )
    until = models.DateField(_("until"), null=True, blank=True)
    set_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(extra_percent__gte=1, extra_percent__lte=300), name="extra_time_within_bounds"
            )
        ]

    def __str__(self) -> str:
        return f"+{self.extra_percent} %"


class Ticket(models.Model):
    """A seat in a supervised sitting. Only an admitted ticket makes an attempt a ticketed one."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=12, unique=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="tickets")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="tickets")
    place = models.CharField(_("place"), max_length=200)
    opens_at = models.DateTimeField(_("from"))
    closes_at = models.DateTimeField(_("until"))
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    admitted_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    admitted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    attempt = models.OneToOneField(
        Attempt, null=True, blank=True, on_delete=models.PROTECT, related_name="ticket"
    )

    class Meta:
        ordering = ["opens_at", "pk"]
        constraints = [
            CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="ticket_closes_after_it_opens"),
            CheckConstraint(
                condition=Q(admitted_at=None, admitted_by=None)
                | Q(admitted_at__isnull=False, admitted_by__isnull=False),
                name="ticket_admitted_by_somebody",
            ),
            UniqueConstraint(
                fields=["enrolment", "activity"],
                condition=Q(attempt=None, withdrawn_at=None),
                name="one_unused_ticket",
            ),
        ]

    def __str__(self) -> str:
        return f"ticket {self.public_id}"

    @property
    def is_admitted(self) -> bool:
        return self.admitted_at is not None
