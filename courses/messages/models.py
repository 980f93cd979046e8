"""Announcements, threads and their messages."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from courses.enrolments.models import Enrolment
from courses.messages.engine.rules import AnnouncementState, state_of

TITLE_LENGTH = 120
ANNOUNCEMENT_LENGTH = 6000
MESSAGE_LENGTH = 3000
REASON_LENGTH = 1000


class Announcement(models.Model):
    """Words to everybody in a cohort. `sent_at`: when all who were in it then had been told."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="announcements")
    author = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    text = models.TextField(_("text"), max_length=ANNOUNCEMENT_LENGTH)
    html = models.TextField(editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    publish_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Announcement]] = models.Manager()

    class Meta:
        ordering = ["-publish_at", "-pk"]
        indexes = [
            Index(fields=["cohort", "-publish_at"], name="announcement_of_cohort"),
            Index(
                fields=["publish_at"], name="announcement_due", condition=Q(sent_at=None, withdrawn_at=None)
            ),
        ]
        constraints = [
            CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="announcement_says_something")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> AnnouncementState:
        return state_of(publish_at=self.publish_at, withdrawn_at=self.withdrawn_at, now=timezone.now())


class AnnouncementRead(models.Model):
    """A learner opened an announcement. Only ever counted: no page names who did."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="reads")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[AnnouncementRead]] = models.Manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["announcement", "enrolment"], name="one_read_per_announcement")
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} read"


class Thread(models.Model):
    """What one learner and those who teach their cohort say to each other. `waiting_since`: the learner wrote last."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="thread")
    last_at = models.DateTimeField(default=timezone.now)
    waiting_since = models.DateTimeField(null=True, blank=True)
    learner_unread = models.PositiveIntegerField(default=0)
    team_unread = models.PositiveIntegerField(default=0)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager[Thread]] = models.Manager()

    class Meta:
        indexes = [
            Index(fields=["-last_at"], name="thread_newest"),
            Index(fields=["waiting_since"], name="thread_waiting", condition=Q(waiting_since__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"thread of {self.enrolment_id}"


class Message(models.Model):
    """A few plain words. `public_id` comes with the form, so a second click sends nothing twice."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    is_from_team = models.BooleanField()
    text = models.TextField(_("message"), max_length=MESSAGE_LENGTH)
    sent_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Message]] = models.Manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        indexes = [Index(fields=["thread", "-sent_at"], name="message_of_thread")]
        constraints = [CheckConstraint(condition=~Q(text=""), name="message_says_something")]

    def __str__(self) -> str:
        return f"message {self.public_id}"


class Report(models.Model):
    """Somebody in a thread asked the programme to look at it. Only then can its staff read it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), max_length=REASON_LENGTH)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.TextField(_("what was done"), max_length=REASON_LENGTH, blank=True)

    objects: ClassVar[models.Manager[Report]] = models.Manager()

    class Meta:
        ordering = ["settled_at", "created_at"]
        constraints = [
            UniqueConstraint(
                fields=["thread"], condition=Q(settled_at=None), name="one_open_report_per_thread"
            ),
            CheckConstraint(
                condition=Q(settled_at=None, outcome="") | (Q(settled_at__isnull=False) & ~Q(outcome="")),
                name="settled_report_says_what_was_done",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.public_id}"
