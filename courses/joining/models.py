"""Join links, and people who wait for a seat."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from courses.joining.engine.door import Door


class JoinLink(models.Model):
    """One for each cohort; without a code nobody comes in by it. `domains` are lower case, without “@”."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="join_link")
    code = models.CharField(_("join code"), max_length=12, null=True, blank=True, unique=True)
    opens_at = models.DateTimeField(_("works from"), null=True, blank=True)
    closes_at = models.DateTimeField(_("works until"), null=True, blank=True)
    domains = models.JSONField(_("mail domains"), default=list, blank=True)
    seats = models.PositiveIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(20_000)]
    )
    needs_approval = models.BooleanField(_("an instructor decides"), default=False)
    keeps_list = models.BooleanField(_("waiting list"), default=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[models.Manager[JoinLink]] = models.Manager()

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="join_link_ends_after_it_begins",
            ),
            CheckConstraint(condition=Q(seats=None) | Q(seats__gte=1), name="join_link_has_a_seat"),
        ]

    def __str__(self) -> str:
        return f"join link of cohort {self.cohort_id}"

    @property
    def door(self) -> Door:
        return Door(
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            domains=tuple(self.domains),
            seats=self.seats,
            needs_approval=self.needs_approval,
            keeps_list=self.keeps_list,
        )


class JoinRequest(models.Model):
    """Somebody came by the link and waits: for an instructor's word, or for a free seat. It holds no seat."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        IN = "in", _("Let in")
        REFUSED = "refused", _("Refused")
        LEFT = "left", _("Left")

    class Why(models.TextChoices):
        APPROVAL = "approval", _("an instructor decides")
        FULL = "full", _("for a free seat")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=8, choices=Why.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.CharField(max_length=500, blank=True)

    objects: ClassVar[models.Manager[JoinRequest]] = models.Manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            UniqueConstraint(
                fields=["cohort", "user"], condition=Q(state="waiting"), name="one_open_join_request"
            ),
            CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="join_request_decided_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.state})"
