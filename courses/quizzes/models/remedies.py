"""How a mark is put right: an appeal by the learner, a correction of a question, a regrade of its attempts."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Activity, FrozenModel, FrozenQuerySet
from courses.quizzes.models.attempts import Attempt


class Appeal(models.Model):
    """A learner asks a person to look again at one question. The mark cannot go down by it."""

    class State(models.TextChoices):
        SENT = "sent", _("Sent")
        UPHELD = "upheld", _("Upheld")
        KEPT = "kept", _("Mark kept")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="appeals")
    number = models.PositiveSmallIntegerField(_("question"))
    reason = models.TextField(_("why"), max_length=2000)
    state = models.CharField(max_length=8, choices=State.choices, default=State.SENT)
    created_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(_("answer to the learner"), max_length=2000, blank=True)
    share = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["created_at"], condition=Q(state="sent"), name="appeal_waiting")]
        constraints = [
            UniqueConstraint(fields=["attempt", "number"], name="one_appeal_per_question"),
            CheckConstraint(
                condition=Q(state="sent", decided_at=None) | ~Q(state="sent") & Q(decided_at__isnull=False),
                name="appeal_decided_or_waiting",
            ),
            CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=1), name="appeal_share_within_bounds"
            ),
        ]

    def __str__(self) -> str:
        return f"appeal {self.public_id}"


class Correction(FrozenModel):
    """A change to a published question, for good: another key, another accepted answer, or withdrawn."""

    class Action(models.TextChoices):
        KEY = "key", _("Change the key")
        ACCEPT = "accept", _("Accept another answer")
        VOID = "void", _("Withdraw the question")

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    action = models.CharField(max_length=8, choices=Action.choices)
    item = models.JSONField(default=dict, help_text=_("The question as it is from now on; empty: withdrawn."))
    reason = models.CharField(max_length=500)
    actor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Correction]] = FrozenQuerySet["Correction"].as_manager()

    class Meta:
        ordering = ["activity", "number"]
        constraints = [
            UniqueConstraint(fields=["activity", "number"], name="one_correction_per_number"),
            CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"correction {self.number} of {self.key}"


class Regrade(models.Model):
    """A proposed correction with its preview; once applied, the run over all attempts that were handed in."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("Preview")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="regrades")
    key = models.CharField(max_length=64)
    action = models.CharField(max_length=8, choices=Correction.Action.choices)
    item = models.JSONField(default=dict)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PREVIEW)
    keeps_passes = models.BooleanField(
        _("who would lose the pass keeps it"), default=True, help_text=_("The error was ours.")
    )
    tells_learners = models.BooleanField(_("tell the people whose mark changes"), default=True)
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    applied_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    correction = models.OneToOneField(
        Correction, null=True, blank=True, on_delete=models.PROTECT, related_name="regrade"
    )
    after_attempt = models.BigIntegerField(default=0, help_text=_("The last attempt that was done."))
    seen = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(state="preview", correction=None)
                | ~Q(state="preview") & Q(correction__isnull=False),
                name="regrade_applied_with_its_correction",
            )
        ]

    def __str__(self) -> str:
        return f"regrade {self.public_id}"
