"""What was asked, who checked, who agreed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CredentialRequest(models.Model):
    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        CHECKED = "checked", _("Checked")
        ISSUING = "issuing", _("Being made")
        DONE = "done", _("Done")
        RETURNED = "returned", _("Returned")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey("courses.Cohort", on_delete=models.PROTECT, related_name="+")
    achievement_slug = models.SlugField(max_length=80)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    note = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    checked_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    rule = models.CharField(
        max_length=3,
        choices=[("one", _("one person")), ("two", _("two people"))],
        blank=True,
        help_text=_("Which rule held when it was checked; empty: not checked, or before there was one."),
    )
    issued_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "achievement_slug"],
                condition=Q(state__in=["asked", "checked", "issuing"]),
                name="one_open_request_per_cohort_and_achievement",
            ),
            models.CheckConstraint(
                condition=Q(rule="")
                | (Q(checked_by=None) | Q(asked_by=None) | ~Q(checked_by=F("asked_by")))
                & (Q(agreed_by=None) | Q(asked_by=None) | ~Q(agreed_by=F("asked_by"))),
                name="who_asked_does_not_decide",
            ),
            models.CheckConstraint(
                condition=~Q(rule="two")
                | Q(agreed_by=None)
                | Q(checked_by=None)
                | ~Q(agreed_by=F("checked_by")),
                name="two_people_are_two",
            ),
        ]

    def __str__(self) -> str:
        return f"R-{self.pk:04d}"


class RequestPolicy(models.Model):
    """A partner whose requests always need two people of the programme, however small they are."""

    partner = models.OneToOneField("accounts.Partner", on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    set_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"two people for partner {self.partner_id}"
