"""What a person was told, and how they want to be told."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.notifications.engine.delivery import DIGEST_HOUR, Channel

CHANNELS = [
    (Channel.NOW.value, _("Mail at once")),
    (Channel.DIGEST.value, _("In the daily digest")),
    (Channel.TRAY.value, _("Only here, no mail")),
]


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)

    def held(self) -> NotificationQuerySet:
        """Waits for the daily digest of its person."""
        return self.filter(channel=Channel.DIGEST, digested_at=None)


class Notification(models.Model):
    """One line of a person's tray. `key` names the occasion: the same occasion never tells twice."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=250)
    text = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=500, help_text=_("The page it is about: a path of this site."))
    channel = models.CharField(max_length=6, choices=CHANNELS)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    digested_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = NotificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="tray_newest"),
            models.Index(fields=["user"], name="tray_unread", condition=Q(read_at=None)),
            models.Index(fields=["user"], name="tray_held", condition=Q(channel="digest", digested_at=None)),
            models.Index(fields=["created_at"], name="tray_oldest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=[channel.value for channel in Channel]),
                name="notification_channel_known",
            ),
            models.CheckConstraint(
                condition=Q(url__startswith="/") & ~Q(url__startswith="//"), name="notification_url_is_ours"
            ),
            models.CheckConstraint(
                condition=Q(digested_at=None) | Q(channel="digest"), name="notification_digested_was_held"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class NotificationChoice(models.Model):
    """How one person wants one kind; no row means the kind's own default."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=80)
    channel = models.CharField(max_length=6, choices=CHANNELS)

    objects: ClassVar[models.Manager[NotificationChoice]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_person_and_kind"),
            models.CheckConstraint(
                condition=Q(channel__in=[channel.value for channel in Channel]), name="choice_channel_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.channel}"


class NotificationHours(models.Model):
    """When one person wants the digest and no mail, in hours of their own zone; no row means the defaults."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest_hour = models.PositiveSmallIntegerField(default=DIGEST_HOUR)
    quiet_from = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(null=True, blank=True)

    objects: ClassVar[models.Manager[NotificationHours]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest_hour__lte=23), name="digest_hour_of_a_day"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | (Q(quiet_from__lte=23, quiet_until__lte=23) & ~Q(quiet_from=F("quiet_until"))),
                name="quiet_hours_from_and_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.digest_hour}"
