"""What the checklists of a cohort say about its meetings: one is planned before it opens, all are recorded before it closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.meetings.models import Attendance, Meeting
from courses.readiness.registry import CheckLine, LineState, counted_line

if TYPE_CHECKING:
    from courses.cohorts.models import Cohort


def opening_lines(cohort: Cohort) -> list[CheckLine]:
    """Advice that keeps no cohort shut: some run without live events. One query."""
    ahead = Meeting.objects.planned().filter(cohort=cohort, ends_at__gt=timezone.now())
    found = ahead.aggregate(count=Count("pk"), first=Min("starts_at"))
    what = _("A meeting is planned")
    if found["count"]:
        first = date_format(found["first"].astimezone(cohort.zone), "j F Y, H:i")
        text = ngettext(
            "%(n)s meeting, on %(first)s.", "%(n)s meetings, the first on %(first)s.", found["count"]
        )
        return [CheckLine("meetings", LineState.DONE, what, text % {"n": found["count"], "first": first})]
    return [
        CheckLine(
            "meetings:none",
            LineState.OPEN,
            what,
            _("No live event lies ahead. A cohort can also do without, or plan one later."),
            _("Can be lifted by: the cohort’s instructors, or whoever plans it."),
            reverse("courses:meeting-new", args=[cohort.public_id]),
            _("Plan meetings"),
        )
    ]


def closing_lines(cohort: Cohort) -> list[CheckLine]:
    """Meetings that are over and of which nobody has recorded anything. One query."""
    recorded = Exists(Attendance.objects.filter(meeting=OuterRef("pk")))
    held = Meeting.objects.planned().filter(cohort=cohort, ends_at__lte=timezone.now())
    missing = held.exclude(recorded).count()
    return [
        counted_line(
            "attendance",
            missing,
            _("Attendance is recorded"),
            ngettext(
                "Attendance not recorded for %(n)s meeting.",
                "Attendance not recorded for %(n)s meetings.",
                missing,
            ),
            _("Can be lifted by: the cohort’s instructors."),
            reverse("courses:meetings", args=[cohort.public_id]) + "?show=past",
            _("Past meetings"),
        )
    ]
