"""Pieces of work, their files, what was handed in, who rates it, and appeals."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Activity
from courses.enrolments.models import Enrolment


class WorkState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    HANDED_IN = "handed_in", _("Handed in")
    RETURNED = "returned", _("Returned for revision")
    RATED = "rated", _("Rated")


OPEN_STATES = (WorkState.DRAFT, WorkState.RETURNED)


class Work(models.Model):
    """One try of a learner at a work sample: the draft, and what came of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="works")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="works")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.DRAFT)
    text = models.TextField(_("text"), blank=True)
    version = models.BigIntegerField(default=0, help_text=_("Grows with each saved draft."))
    saved_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    rated_at = models.DateTimeField(null=True, blank=True)
    points = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)
    possible = models.PositiveSmallIntegerField(null=True, blank=True)
    passed = models.BooleanField(null=True)

    objects: ClassVar[models.Manager[Work]] = models.Manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            UniqueConstraint(fields=["enrolment", "activity", "number"], name="one_work_per_number"),
            UniqueConstraint(
                fields=["enrolment", "activity"], condition=~Q(state="rated"), name="one_open_work"
            ),
            CheckConstraint(
                condition=Q(state="rated", points__isnull=False, passed__isnull=False, rated_at__isnull=False)
                | ~Q(state="rated") & Q(points=None, passed=None, rated_at=None),
                name="work_has_points_when_rated",
            ),
            CheckConstraint(
                condition=Q(points=None) | Q(points__gte=0, points__lte=F("possible")),
                name="work_points_within_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"work {self.public_id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class WorkFile(models.Model):
    """A file beside the text. Its bytes lie in private storage under `path`; only a door hands them out."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=100, unique=True)
    added_at = models.DateTimeField(default=timezone.now)
    is_in_draft = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(
                fields=["work", "digest"], condition=Q(is_in_draft=True), name="same_file_once_in_a_draft"
            )
        ]

    def __str__(self) -> str:
        return self.name


class HandIn(models.Model):
    """What raters read: text and files as they were when the learner handed them in. Round 2 follows a return."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="hand_ins")
    round = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    files = models.ManyToManyField(WorkFile, related_name="hand_ins")
    due_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(default=timezone.now)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    return_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["work", "round"]
        constraints = [
            UniqueConstraint(fields=["work", "round"], name="one_hand_in_per_round"),
            CheckConstraint(
                condition=Q(returned_at=None, returned_by=None)
                | Q(returned_at__isnull=False, returned_by__isnull=False),
                name="hand_in_returned_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.round} of work {self.work_id}"


class Rating(models.Model):
    """A seat of a rater at one hand-in. Empty `rater`: nobody could be found yet."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To rate")
        DONE = "done", _("Rated")
        CLOSED = "closed", _("Not needed any more")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hand_in = models.ForeignKey(HandIn, on_delete=models.PROTECT, related_name="ratings")
    seat = models.PositiveSmallIntegerField()
    rater = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="work_ratings"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    points = models.JSONField(default=dict, help_text=_("Criterion → points."))
    notes = models.JSONField(default=dict, help_text=_("Criterion → what the rater wrote."))
    comment = models.TextField(_("to the learner"), max_length=4000, blank=True)
    assigned_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["hand_in", "seat"]
        indexes = [
            models.Index(fields=["rater", "due_at"], condition=Q(state="waiting"), name="rating_waiting")
        ]
        constraints = [
            UniqueConstraint(fields=["hand_in", "seat"], name="one_rating_per_seat"),
            UniqueConstraint(
                fields=["hand_in", "rater"], condition=Q(rater__isnull=False), name="one_seat_per_rater"
            ),
            CheckConstraint(
                condition=Q(state="done", done_at__isnull=False, rater__isnull=False)
                | ~Q(state="done") & Q(done_at=None),
                name="rating_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.seat} of hand-in {self.hand_in_id}"


class Refusal(models.Model):
    """A rater who stepped back from a piece of work, and why. They are not asked again for it."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="refusals")
    rater = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(fields=["work", "rater"], name="one_refusal_per_rater")]

    def __str__(self) -> str:
        return f"refusal {self.pk}"


class WorkAppeal(models.Model):
    """A learner asks another person to look again. The mark cannot go down by it."""

    class State(models.TextChoices):
        SENT = "sent", _("Sent")
        UPHELD = "upheld", _("Upheld")
        KEPT = "kept", _("Mark kept")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    work = models.OneToOneField(Work, on_delete=models.PROTECT, related_name="appeal")
    reason = models.TextField(_("why"), max_length=2000)
    state = models.CharField(max_length=8, choices=State.choices, default=State.SENT)
    created_at = models.DateTimeField(default=timezone.now)
    points = models.JSONField(default=dict, help_text=_("Criterion → points after the appeal."))
    decision = models.TextField(_("answer to the learner"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(state="sent", decided_at=None) | ~Q(state="sent") & Q(decided_at__isnull=False),
                name="work_appeal_decided_or_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"appeal {self.public_id}"
