"""Sessions, their append-only events, the acts that made them, and the turns an avatar speaks."""

from __future__ import annotations

import secrets
import uuid
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.api import FrozenModel, FrozenQuerySet
from labs.workplace.engine.events import Event


class Mode(models.TextChoices):
    GUIDED = "guided", _("Practice")
    ASSESSED = "assessed", _("Assessed")


def new_secret() -> str:
    return secrets.token_hex(16)


class LabSessionQuerySet(models.QuerySet["LabSession"]):
    def open(self) -> LabSessionQuerySet:
        """Sessions that have not ended."""
        return self.filter(ended_at=None)

    def counted(self) -> LabSessionQuerySet:
        """Assessed sessions that ended and were not forked from another."""
        return self.filter(mode=Mode.ASSESSED, forked_from=None).exclude(ended_at=None)


class LabSession(models.Model):
    """One run of a scenario. The columns after `seed` follow the log; they are here so that lists need no log."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="lab_sessions")
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="lab_sessions")
    activity = models.ForeignKey("courses.Activity", on_delete=models.PROTECT, related_name="lab_sessions")
    scenario = models.ForeignKey("labs.ScenarioVersion", on_delete=models.PROTECT, related_name="sessions")
    variant = models.CharField(max_length=20)
    mode = models.CharField(max_length=10, choices=Mode.choices)
    seed = models.CharField(max_length=64, default=new_secret, editable=False)
    salt = models.CharField(max_length=64, default=new_secret, editable=False)
    forked_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="forks"
    )
    forked_at_seq = models.PositiveIntegerField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=20, blank=True)
    last_seq = models.PositiveIntegerField(default=0)
    clock = models.PositiveIntegerField(default=0)
    turns_taken = models.PositiveIntegerField(default=0)
    tokens_used = models.PositiveIntegerField(default=0)
    model_cost = models.DecimalField(max_digits=12, decimal_places=6, default=Decimal(0))
    first_act_key = models.CharField(max_length=64, blank=True)
    killed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    killed_reason = models.CharField(max_length=300, blank=True)
    extra_minutes = models.PositiveIntegerField(default=0)
    """Minutes of pauses that were given back to everybody."""
    granted_minutes = models.PositiveIntegerField(default=0)
    """Minutes that this person has more than others."""
    self_rating = models.PositiveSmallIntegerField(null=True, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    reflection = models.TextField(blank=True)

    objects: ClassVar[models.Manager[LabSession]] = LabSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(fields=["enrolment", "activity"], name="lab_session_by_activity"),
            models.Index(fields=["ended_at"], name="lab_session_by_end"),
        ]
        constraints = [
            UniqueConstraint(
                fields=["enrolment", "activity", "mode"],
                condition=Q(ended_at=None, forked_from=None),
                name="one_open_session_per_activity_and_mode",
            ),
            UniqueConstraint(
                fields=["enrolment", "first_act_key"],
                condition=~Q(first_act_key=""),
                name="one_session_per_start_key",
            ),
            CheckConstraint(condition=Q(ended_at=None) | ~Q(ended_how=""), name="an_ended_session_says_how"),
            CheckConstraint(
                condition=Q(self_rating=None) | Q(self_rating__lte=10), name="self_rating_is_at_most_ten"
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.public_id}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def added_minutes(self) -> int:
        """All that the session has beyond the limit of its scenario."""
        return self.extra_minutes + self.granted_minutes

    @property
    def is_assessed(self) -> bool:
        return self.mode == Mode.ASSESSED


class LabEventQuerySet(FrozenQuerySet["LabEvent"]):
    def in_order(self) -> LabEventQuerySet:
        return self.order_by("seq")

    def forget(self) -> int:
        """Remove whole rows: only for a sensitive lab that its learner left without a trace."""
        return models.QuerySet.delete(self)[0]

    def erase_private(self) -> int:
        """Forget what a person wrote. The chain holds salted digests alone, so it still verifies."""
        return models.QuerySet.update(self, private=None)


class LabEvent(FrozenModel):
    """One fact of a session, chained to the one before. `private` is free text and lies beside the chain."""

    session = models.ForeignKey(LabSession, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    clock = models.PositiveIntegerField()
    ts = models.CharField(max_length=40)
    actor = models.CharField(max_length=12)
    type = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    private = models.JSONField(null=True, blank=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    state_hash = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[LabEvent]] = LabEventQuerySet.as_manager()

    class Meta:
        ordering = ["session", "seq"]
        constraints = [UniqueConstraint(fields=["session", "seq"], name="one_event_per_seq")]

    def __str__(self) -> str:
        return f"{self.seq} {self.type}"

    @classmethod
    def of(cls, session: LabSession, event: Event) -> LabEvent:
        """The row of an event, not yet stored."""
        row = event.to_row()
        row["private"] = row["private"] or None
        return cls(session=session, **row)

    def to_event(self) -> Event:
        return Event.from_row(
            {
                "seq": self.seq,
                "clock": self.clock,
                "ts": self.ts,
                "actor": self.actor,
                "type": self.type,
                "params": self.params,
                "private": self.private,
                "prev_hash": self.prev_hash,
                "hash": self.hash,
                "state_hash": self.state_hash,
            }
        )


class LabAct(models.Model):
    """One act of the learner, by the key its form carried: a retry or a second tab finds it and does nothing twice."""

    session = models.ForeignKey(LabSession, on_delete=models.PROTECT, related_name="acts")
    key = models.CharField(max_length=64)
    act = models.CharField(max_length=20)
    first_seq = models.PositiveIntegerField()
    last_seq = models.PositiveIntegerField()
    refusal = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["session", "pk"]
        constraints = [UniqueConstraint(fields=["session", "key"], name="one_act_per_key")]

    def __str__(self) -> str:
        return self.act


class TurnState(models.TextChoices):
    PENDING = "pending", _("waiting to be spoken")
    SPEAKING = "speaking", _("being spoken")
    DONE = "done", _("whole")
    STOPPED = "stopped", _("stopped by the learner")
    INTERRUPTED = "interrupted", _("interrupted")
    KILLED = "killed", _("stopped by the switch")


OPEN_TURN = [TurnState.PENDING, TurnState.SPEAKING]


class LabTurn(models.Model):
    """One reply that is owed. While it is open its text so far is kept here; when it ends the log has it."""

    session = models.ForeignKey(LabSession, on_delete=models.PROTECT, related_name="turns")
    number = models.PositiveIntegerField()
    after_seq = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=TurnState.choices, default=TurnState.PENDING)
    text = models.TextField(blank=True)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    stop_asked_at = models.DateTimeField(null=True, blank=True)
    engine = models.CharField(max_length=120, blank=True)
    fell_back = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    first_text_ms = models.PositiveIntegerField(null=True, blank=True)
    prompt_tokens = models.PositiveIntegerField(default=0)
    reply_tokens = models.PositiveIntegerField(default=0)
    masked_spans = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["session", "number"]
        indexes = [
            models.Index(
                fields=["leased_until"], condition=Q(state__in=["pending", "speaking"]), name="lab_turn_open"
            )
        ]
        constraints = [
            UniqueConstraint(fields=["session", "number"], name="one_turn_per_number"),
            UniqueConstraint(
                fields=["session"],
                condition=Q(state__in=["pending", "speaking"]),
                name="one_open_turn_per_session",
            ),
        ]

    def __str__(self) -> str:
        return f"turn {self.number}, {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_TURN


class LabSwitch(models.Model):
    """The kill switch: while a row stands, labs of everybody or of one cohort start nothing and stop what runs."""

    is_global = models.BooleanField(default=False)
    cohort = models.ForeignKey(
        "courses.Cohort", null=True, blank=True, on_delete=models.PROTECT, related_name="lab_switches"
    )
    reason = models.CharField(_("reason"), max_length=300)
    set_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-set_at"]
        constraints = [
            UniqueConstraint(
                fields=["cohort"],
                condition=Q(lifted_at=None),
                name="one_standing_switch_per_cohort",
            ),
            UniqueConstraint(
                fields=["is_global"],
                condition=Q(lifted_at=None, is_global=True),
                name="one_standing_switch_for_all",
            ),
            CheckConstraint(
                condition=Q(is_global=True, cohort=None) | Q(is_global=False, cohort__isnull=False),
                name="a_switch_is_global_or_of_a_cohort",
            ),
        ]

    def __str__(self) -> str:
        return f"switch set {self.set_at:%Y-%m-%d}"
