"""What was said by and to a person. A learner's conversation goes with them; what somebody said who taught stays without a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courses.messages.models import Announcement, AnnouncementRead, Message, Report, Thread

if TYPE_CHECKING:
    from accounts.api import User

MODELS = (
    "courses.Announcement",
    "courses.AnnouncementRead",
    "courses.Thread",
    "courses.Message",
    "courses.Report",
)


def export(user: User) -> dict[str, Any]:
    said = Message.objects.order_by("sent_at", "pk")
    return {
        "conversations": list(
            said.filter(thread__enrolment__user=user).values(
                "thread__enrolment__cohort__name", "is_from_team", "text", "sent_at"
            )
        ),
        "said_as_instructor": list(said.filter(author=user, is_from_team=True).values("text", "sent_at")),
        "announced": list(
            Announcement.objects.filter(author=user)
            .order_by("pk")
            .values("cohort__name", "title", "text", "publish_at", "withdrawn_at")
        ),
        "announcements_read": list(
            AnnouncementRead.objects.filter(enrolment__user=user).order_by("pk").values("announcement__title")
        ),
        "reported": list(
            Report.objects.filter(reporter=user).order_by("pk").values("reason", "created_at", "settled_at")
        ),
    }


def erase(user: User) -> dict[str, int]:
    messages = Message.objects.filter(thread__enrolment__user=user).count()
    Thread.objects.filter(enrolment__user=user).delete()
    return {
        "messages": messages,
        "announcements_read": AnnouncementRead.objects.filter(enrolment__user=user).delete()[0],
        "answers_without_name": Message.objects.filter(author=user).update(author=None),
        "announcements_without_name": Announcement.objects.filter(author=user).update(author=None),
        "reports_without_name": Report.objects.filter(reporter=user).update(reporter=None),
        "acts_without_name": Thread.objects.filter(paused_by=user).update(paused_by=None)
        + Report.objects.filter(settled_by=user).update(settled_by=None),
    }
