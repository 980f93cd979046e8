"""Who may open announcements and conversations. Lena learns in a cohort of North that Ines teaches; she reported one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from courses.messages.access import get_own_talk_for
from courses.messages.services import send_announcement, write_announcement
from courses.messages.talking import report_thread, send_message
from courses.models import Announcement, Cohort, Enrolment, Report
from tests.architecture.access_table import row
from tests.cast import Cast
from tests.factories.courses import enrol_directly, make_cohort, make_version


@dataclass(frozen=True)
class World:
    cohort: Cohort
    enrolment: Enrolment
    announcement: Announcement
    report: Report


def make_world(cast: Cast) -> World:
    version = make_version()
    cohort = make_cohort(cast.north, version, instructors=[cast.ines])
    enrolment = enrol_directly(cast.lena, version, cohort=cohort)
    out = write_announcement(cohort=cohort, title="Hello", text="World", publish_at=None, actor=cast.ines)
    send_announcement(announcement_id=out.pk)
    later = timezone.now() + timedelta(days=1)
    planned = write_announcement(cohort=cohort, title="T", text="W", publish_at=later, actor=cast.ines)
    talk = get_own_talk_for(cast.lena, enrolment.public_id)
    send_message(talk=talk, text="Hello.", actor=cast.lena, public_id=uuid4())
    talk = get_own_talk_for(cast.lena, enrolment.public_id)
    return World(cohort, enrolment, planned, report_thread(talk=talk, reason="Please look.", actor=cast.lena))


def own(world: World) -> list[object]:
    return [world.enrolment.public_id]


def cohort(world: World) -> list[object]:
    return [world.cohort.public_id]


def announced(world: World) -> list[object]:
    return [world.cohort.public_id, world.announcement.public_id]


def thread(world: World) -> list[object]:
    return [world.cohort.public_id, world.enrolment.public_id]


def report(world: World) -> list[object]:
    return [world.report.public_id]


ONCE = {"text": "Hello again.", "once": str(uuid4())}
WORDS = {"title": "Title", "text": "Words"}
REASON = {"reason": "It was settled."}
#       visitor lena omar ines paula rui sam
LENA = "302 200 404 404 404 404 404"
LENA_GOES_ON = "302 302 404 404 404 404 404"
CARES = "302 404 404 200 200 404 200"
CARES_GOES_ON = "302 404 404 302 302 404 302"
TEACHES = "302 404 404 200 404 404 404"
TEACHES_GOES_ON = "302 404 404 302 404 404 404"
STAFF = "302 404 404 404 404 404 200"

ROWS = [
    row("courses:announcements", own, LENA),
    row("courses:cohort-announcements", cohort, CARES),
    row("courses:announcement-new", cohort, CARES),
    row("courses:announcement-new", cohort, CARES_GOES_ON, method="post", data=WORDS),
    row("courses:announcement-edit", announced, CARES),
    row("courses:announcement-edit", announced, CARES_GOES_ON, method="post", data=WORDS),
    row("courses:announcement-withdraw", announced, CARES),
    row("courses:announcement-withdraw", announced, CARES_GOES_ON, method="post"),
    row("courses:threads", None, "302 200 200 200 200 200 200"),
    row("courses:thread", own, LENA),
    row("courses:thread", own, LENA_GOES_ON, method="post", data=ONCE),
    row("courses:thread-report", own, LENA),
    row("courses:thread-report", own, LENA_GOES_ON, method="post", data=REASON),
    row("courses:team-inbox", None, "302 404 404 200 200 200 404"),
    row("courses:cohort-thread", thread, TEACHES),
    row("courses:cohort-thread", thread, TEACHES_GOES_ON, method="post", data=ONCE),
    row("courses:cohort-thread-act", thread, TEACHES_GOES_ON, method="post", data={"act": "settle"}),
    row("courses:cohort-thread-report", thread, TEACHES),
    row("courses:cohort-thread-report", thread, TEACHES_GOES_ON, method="post", data=REASON),
    row("courses:reports", None, STAFF),
    row("courses:report", report, STAFF),
    row("courses:report", report, "302 404 404 404 404 404 302", method="post", data=REASON),
]
