"""Meetings of a cohort, who was there, and the secret address of a person's calendar."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.api import Capability, people_with
from courses.catalogue.models import FrozenModel, FrozenQuerySet
from courses.cohorts.models import Cohort
from courses.enrolments.models import Enrolment

ERASED = "—"


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def planned(self) -> MeetingQuerySet:
        return self.filter(state=MeetingState.PLANNED)

    def untold(self) -> MeetingQuerySet:
        """Changed since the last mail about them."""
        return self.filter(Q(told_sequence=None) | Q(told_sequence__lt=F("sequence")))

    def with_leader(self) -> MeetingQuerySet:
        """With who leads, and `is_led`: whether they still may, in the partner whose cohort it is."""
        keeps = people_with(Capability.MANAGE_ROSTER, OuterRef("cohort__partner"))
        led = {"is_led": Exists(keeps.filter(pk=OuterRef("instructor")))}
        return self.select_related("instructor").annotate(**led)


class Meeting(models.Model):
    """One live event of a cohort. Those that were planned together carry the same `series`.

    `sequence` rises with each change that a calendar must learn of; `told_sequence` is the one that mails have told, and
    `told` what they said then, as `facts` gives it. `reminded_at` is empty again once the beginning moves.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="meetings")
    series = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    title = models.CharField(_("title"), max_length=140)
    agenda = models.TextField(_("agenda"), blank=True, max_length=10_000)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    join_url = models.URLField(
        _("link to join"), max_length=500, blank=True, validators=[URLValidator(schemes=["https"])]
    )
    instructor = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    cancel_reason = models.CharField(max_length=200, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    told_sequence = models.PositiveIntegerField(null=True, blank=True)
    check_in_code = models.CharField(max_length=6, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)
    told = models.JSONField(default=dict, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[Any] = MeetingQuerySet.as_manager()
    is_led: bool  # with_leader() gives it

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["cohort", "starts_at"], name="meeting_by_time"),
            models.Index(
                fields=["cohort"],
                condition=Q(told_sequence=None) | Q(told_sequence__lt=F("sequence")),
                name="meeting_untold",
            ),
            models.Index(
                fields=["starts_at"],
                condition=Q(state="planned", reminded_at=None),
                name="meeting_not_reminded",
            ),
        ]
        constraints = [
            CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"),
            CheckConstraint(
                condition=Q(state__in=[state.value for state in MeetingState]), name="meeting_state_known"
            ),
            CheckConstraint(
                condition=Q(join_url="") | Q(join_url__startswith="https://"), name="meeting_link_is_https"
            ),
            UniqueConstraint(
                fields=["cohort", "starts_at", "title"],
                condition=Q(state="planned"),
                name="one_meeting_of_a_title_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_cancelled(self) -> bool:
        return self.state == MeetingState.CANCELLED

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def facts(self) -> dict[str, str]:
        """What a mail says of it, moments as ISO 8601."""
        return {
            "title": self.title,
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "place": self.place,
            "join_url": self.join_url,
        }


class StatusChoice(models.TextChoices):
    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    LEFT_EARLY = "left-early", _("Left early")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


class AttendanceSource(models.TextChoices):
    INSTRUCTOR = "instructor", _("Marked by an instructor")
    CODE = "code", _("Own check-in")
    CALL = "call", _("Video call")


class AttendanceQuerySet(FrozenQuerySet["Attendance"]):
    def current(self) -> AttendanceQuerySet:
        """Records that no later one replaces."""
        return self.filter(replaced_by=None)

    def without_words(self) -> int:
        """Blank the reasons: the one change that erasing a person makes to these rows."""
        return models.QuerySet.update(self.exclude(reason="").exclude(reason=ERASED), reason=ERASED)


class Attendance(FrozenModel):
    """What somebody recorded about one learner at one meeting, for good. A correction is a new row that replaces the old.

    `minutes` is empty where the status says all: the whole meeting, or nothing of it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendance")
    status = models.CharField(max_length=10, choices=StatusChoice.choices)
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    source = models.CharField(max_length=10, choices=AttendanceSource.choices)
    reason = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    objects: ClassVar[Any] = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "attendance"
        constraints = [
            UniqueConstraint(
                fields=["meeting", "enrolment"],
                condition=Q(replaces=None),
                name="one_first_record_per_meeting_and_learner",
            ),
            CheckConstraint(
                condition=Q(status__in=[one.value for one in StatusChoice]), name="attendance_status_known"
            ),
            CheckConstraint(
                condition=Q(source__in=[one.value for one in AttendanceSource]),
                name="attendance_source_known",
            ),
            CheckConstraint(
                condition=~Q(status__in=["late", "left-early"]) | Q(minutes__isnull=False),
                name="attendance_in_part_has_minutes",
            ),
            CheckConstraint(
                condition=~Q(status__in=["excused", "absent"]) | Q(minutes=None),
                name="attendance_away_has_no_minutes",
            ),
            CheckConstraint(
                condition=Q(replaces=None) | ~Q(reason=""), name="replacing_attendance_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} of enrolment {self.enrolment_id} at meeting {self.meeting_id}"


class CalendarFeed(models.Model):
    """The secret address under which a person's calendar program reads their dates. Renewing it makes a new key."""

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="calendar_feed")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"calendar address of person {self.user_id}"
