"""Nudges: what an instructor wrote to a learner who needed somebody, and whether they came back."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.analytics.engine.attention import Rule
from courses.analytics.engine.nudging import Verdict, verdict
from courses.enrolments.models import Enrolment

LONGEST = 1000


class Nudge(models.Model):
    """One mail to one learner, with the rule that gave rise to it. `returned_at` is the first visit after it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="nudges")
    rule = models.CharField(max_length=20, blank=True)
    text = models.TextField(_("text"), max_length=LONGEST, blank=True)
    sender = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    returned_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Nudge]] = models.Manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [Index(fields=["enrolment", "sent_at"], name="nudge_by_enrolment")]
        constraints = [
            CheckConstraint(
                condition=Q(rule__in=["", *[rule.value for rule in Rule]]), name="nudge_rule_known"
            ),
            CheckConstraint(
                condition=Q(returned_at=None) | Q(returned_at__gt=F("sent_at")),
                name="nudge_return_comes_after",
            ),
        ]

    def __str__(self) -> str:
        return f"nudge of {self.enrolment_id}"

    def verdict_at(self, now: datetime) -> Verdict:
        return verdict(sent_at=self.sent_at, returned_at=self.returned_at, now=now)
