"""What courses tells people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.api import NotificationGroup as Group
from accounts.api import NotificationKind as Kind
from accounts.api import register_notification_kind

KINDS = (
    Kind(
        "courses.nudge",
        _("My instructor writes to me about my course"),
        _("You get this because you learn in a cohort and its instructor wrote to you alone."),
        Group.LEARNING,
        "courses/nudge",
    ),
    Kind(
        "courses.meeting",
        _("A meeting of my cohort is new, moved or cancelled"),
        _("You get this because you are in a cohort and its dates have changed."),
        Group.LEARNING,
        "courses/meeting",
    ),
    Kind(
        "courses.meeting-reminder",
        _("A meeting of mine begins tomorrow"),
        _("You get this because you are in a cohort, or lead a meeting of it, that begins within a day."),
        Group.LEARNING,
        "courses/meeting-reminder",
    ),
    Kind(
        "courses.dates",
        _("A date of mine changed"),
        _("You get this because your instructor changed a date of yours."),
        Group.LEARNING,
        "courses/dates-changed",
    ),
    Kind(
        "courses.regraded",
        _("A mark of mine changed"),
        _("You get this because your mark changed."),
        Group.RESULTS,
        "courses/regraded",
        is_essential=True,
    ),
    Kind(
        "courses.appeal-decided",
        _("My appeal was decided"),
        _("You get this because you asked for a second look."),
        Group.RESULTS,
        "courses/appeal-decided",
        is_essential=True,
    ),
    Kind(
        "courses.joined",
        _("My request for a seat in a cohort was answered"),
        _("You get this because you asked for a seat in a cohort."),
        Group.LEARNING,
        "courses/joined",
        is_essential=True,
    ),
    Kind(
        "courses.work",
        _("Somebody rated or returned my work"),
        _("You get this because you handed in a work sample."),
        Group.RESULTS,
        "courses/work-rated",
        is_essential=True,
    ),
    Kind(
        "courses.work-to-rate",
        _("There is work for me to rate"),
        _("You get this because you rate work of learners."),
        Group.TEACHING,
        "courses/work-to-rate",
    ),
    Kind(
        "courses.accreditation",
        _("An accreditation was proposed, granted, suspended or ended"),
        _(
            "You get this because it is about your accreditation, or you care for the instructors of a partner."
        ),
        Group.TEACHING,
        "courses/accreditation",
        is_essential=True,
    ),
    Kind(
        "courses.accreditation-renewal",
        _("An accreditation ends soon"),
        _(
            "You get this because it is about your accreditation, or you care for the instructors of a partner."
        ),
        Group.TEACHING,
        "courses/accreditation-renewal",
    ),
    Kind(
        "courses.announcement",
        _("An instructor announces something to my cohort"),
        _("You get this because you learn in a cohort and its instructor wrote to everybody in it."),
        Group.MESSAGES,
        "courses/announcement",
    ),
    Kind(
        "courses.message-from-instructor",
        _("An instructor writes to me"),
        _("You get this because you learn in a cohort and somebody who teaches it wrote to you."),
        Group.MESSAGES,
        "courses/message",
    ),
    Kind(
        "courses.message-from-learner",
        _("A learner writes to those who teach a cohort of mine"),
        _("You get this because you teach a cohort and a learner of it wrote to you."),
        Group.TEACHING,
        "courses/message",
    ),
    Kind(
        "courses.message-reported",
        _("Somebody reports a conversation"),
        _("You get this because you run the programme."),
        Group.PROGRAMME,
        "courses/message-reported",
        is_essential=True,
    ),
)


def register() -> None:
    """Called once when the app is ready."""
    for kind in KINDS:
        register_notification_kind(kind)
