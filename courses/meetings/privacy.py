"""What meetings know of a person: where they were, what they recorded or lead, and their calendar address.

Erasure takes every reason and the address; that somebody was present stays as a figure behind an erased person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from courses.meetings.models import Attendance, CalendarFeed, Meeting

if TYPE_CHECKING:
    from accounts.api import User

MODELS = ("courses.Meeting", "courses.Attendance", "courses.CalendarFeed")


def export(user: User) -> dict[str, Any]:
    rows = Attendance.objects.order_by("pk")
    meetings = Meeting.objects.order_by("starts_at", "pk")
    return {
        "attendance": list(
            rows.filter(enrolment__user=user).values(
                "meeting__title", "meeting__starts_at", "status", "minutes", "source", "reason", "recorded_at"
            )
        ),
        "recorded": list(
            rows.filter(recorded_by=user)
            .exclude(enrolment__user=user)
            .values("meeting__title", "status", "reason", "recorded_at")
        ),
        "meetings": list(
            meetings.filter(Q(instructor=user) | Q(created_by=user)).values("title", "starts_at", "state")
        ),
        "calendar_address_made_at": CalendarFeed.objects.filter(user=user)
        .values_list("made_at", flat=True)
        .first(),
    }


def erase(user: User) -> dict[str, int]:
    reasons = Attendance.objects.filter(Q(enrolment__user=user) | Q(recorded_by=user)).without_words()
    led = Meeting.objects.filter(instructor=user).update(instructor=None)
    feeds, _rows = CalendarFeed.objects.filter(user=user).delete()
    return {"reasons": reasons, "meetings_led": led, "calendar_addresses": feeds}
