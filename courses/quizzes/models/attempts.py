"""Bank items, attempts and answers. A form, once drawn, and a bank, once published, never change."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Activity, FrozenModel, FrozenQuerySet
from courses.enrolments.models import Enrolment


class BankItem(FrozenModel):
    """One question of a published bank: what statistics, corrections and exposure are about.

    Its wording lies in the activity; `digest` is the same in two versions exactly when the question is.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="bank_items")
    key = models.CharField(max_length=64)
    position = models.PositiveIntegerField()
    type = models.CharField(max_length=20)
    competency = models.CharField(max_length=16, blank=True)
    cognitive = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[BankItem]] = FrozenQuerySet["BankItem"].as_manager()

    class Meta:
        ordering = ["activity", "position"]
        indexes = [models.Index(fields=["digest"], name="bank_item_by_digest")]
        constraints = [UniqueConstraint(fields=["activity", "key"], name="one_bank_item_per_key")]

    def __str__(self) -> str:
        return self.key


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> AttemptQuerySet:
        """Attempts that were not handed in and not closed."""
        return self.filter(submitted_at=None)

    def over(self, at: object) -> AttemptQuerySet:
        """Open attempts whose time was up at this moment."""
        return self.open().filter(ends_at__lte=at)


class Attempt(models.Model):
    """One sitting of one learner: the form that was drawn, the time that was given, and what came of it."""

    class ClosedBy(models.TextChoices):
        LEARNER = "learner", _("you")
        TIME = "time", _("the clock")

    class Mode(models.TextChoices):
        OPEN = "open", _("open")
        TICKETED = "ticketed", _("ticketed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="attempts")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.OPEN)
    seed = models.BigIntegerField(help_text=_("The form and every order in it follow from this number."))
    items = models.JSONField(help_text=_("The keys of the form's questions, in the order shown."))
    started_at = models.DateTimeField(default=timezone.now)
    base_seconds = models.PositiveIntegerField(null=True, blank=True)
    extra_seconds = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=10, choices=ClosedBy.choices, blank=True)
    points = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    possible = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    passed = models.BooleanField(null=True)
    results = models.JSONField(
        default=list, help_text=_("After marking: key, points and state of each question.")
    )
    revision = models.PositiveIntegerField(default=0, help_text=_("The corrections its marks follow."))

    objects: ClassVar[models.Manager[Attempt]] = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(submitted_at=None), name="attempt_running_out"),
            models.Index(fields=["activity", "submitted_at"], name="attempt_by_activity"),
        ]
        constraints = [
            UniqueConstraint(
                fields=["enrolment", "activity"],
                condition=Q(submitted_at=None),
                name="one_open_attempt_per_activity",
            ),
            UniqueConstraint(fields=["enrolment", "activity", "number"], name="one_attempt_per_number"),
            CheckConstraint(
                condition=Q(submitted_at=None, closed_by="")
                | Q(submitted_at__isnull=False) & ~Q(closed_by=""),
                name="attempt_closed_by_somebody",
            ),
            CheckConstraint(
                condition=Q(points=None) | Q(points__gte=0, points__lte=F("possible")),
                name="attempt_points_within_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.public_id}"

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None

    @property
    def size(self) -> int:
        return len(self.items)

    @property
    def allowed(self) -> timedelta | None:
        """The time that was given: base and extra."""
        if self.base_seconds is None:
            return None
        return timedelta(seconds=self.base_seconds + self.extra_seconds)


class Answer(models.Model):
    """The newest answer to one question of an attempt, and in `history` every answer before it.

    Written by one statement (`services.save_answer`); `version` grows, an older one never replaces a newer one.
    """

    class Sure(models.IntegerChoices):
        NOT_SAID = 0, _("Not said")
        GUESSING = 1, _("Guessing")
        FAIRLY = 2, _("Fairly sure")
        CERTAIN = 3, _("Certain")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField()
    value = models.TextField(help_text=_("The answer as JSON; null is no answer."))
    sure = models.PositiveSmallIntegerField(choices=Sure.choices, default=Sure.NOT_SAID)
    is_flagged = models.BooleanField(default=False)
    version = models.BigIntegerField()
    saved_at = models.DateTimeField()
    history = models.TextField(blank=True)

    class Meta:
        ordering = ["attempt", "number"]
        constraints = [UniqueConstraint(fields=["attempt", "number"], name="one_answer_per_question")]

    def __str__(self) -> str:
        return f"answer {self.number} of attempt {self.attempt_id}"
