"""Who may open the pages of meetings. Lena learns in a cohort of North that Ines teaches; one meeting runs now."""

from __future__ import annotations

from dataclasses import dataclass

from courses.meetings.access import token_of
from courses.models import CalendarFeed, Enrolment, Meeting
from tests.architecture.access_table import row
from tests.architecture.access_table.courses import LENA, TEACH, TEACH_GOES_ON
from tests.cast import Cast
from tests.factories.courses import enrol_directly, make_cohort
from tests.factories.meetings import make_meeting, record


@dataclass(frozen=True)
class World:
    enrolment: Enrolment
    meeting: Meeting
    token: str


def make_world(cast: Cast) -> World:
    cohort = make_cohort(cast.north, instructors=[cast.ines])
    enrolment = enrol_directly(cast.lena, cohort.version, cohort=cohort)
    meeting = make_meeting(
        cohort, starts_in=-0.5, check_in_code="ABC234", agenda="- Bring a question", instructor=cast.ines
    )
    record(make_meeting(cohort, starts_in=-30), enrolment)
    return World(enrolment, meeting, token_of(CalendarFeed.objects.create(user=cast.lena)))


def cohort(world: World) -> list[object]:
    return [world.meeting.cohort.public_id]


def meeting(world: World) -> list[object]:
    return [world.meeting.cohort.public_id, world.meeting.public_id]


def attendee(world: World) -> list[object]:
    return [world.meeting.cohort.public_id, world.enrolment.public_id]


def own(world: World) -> list[object]:
    return [world.enrolment.public_id]


def own_meeting(world: World) -> list[object]:
    return [world.enrolment.public_id, world.meeting.public_id]


PLAN = {
    "title": "Kick-off",
    "starts": "2026-11-30T14:00",
    "minutes": "60",
    "repeats": "once",
    "is_outside": "on",
}
CALL = {"text": "email,minutes\nlena@example.org,30", "write": "1"}

ROWS = [
    row("courses:meetings", cohort, TEACH),
    row("courses:meetings", cohort, TEACH, query="?show=past&find=x&page=9"),
    row("courses:meeting-new", cohort, TEACH),
    row("courses:meeting-new", cohort, TEACH_GOES_ON, method="post", data=PLAN),
    row("courses:meeting", meeting, TEACH),
    row("courses:meeting", meeting, TEACH_GOES_ON, method="post", data={"rest": "1"}),
    row("courses:meeting-edit", meeting, TEACH),
    row("courses:meeting-edit", meeting, TEACH_GOES_ON, method="post", data=PLAN),
    row("courses:meeting-cancel", meeting, TEACH),
    row("courses:meeting-cancel", meeting, TEACH_GOES_ON, method="post", data={"reason": "Strike"}),
    row("courses:meeting-code", meeting, TEACH_GOES_ON, method="post"),
    row("courses:meeting-call", meeting, TEACH),
    row("courses:meeting-call", meeting, TEACH_GOES_ON, method="post", data=CALL),
    row("courses:meeting-sheet", meeting, TEACH),
    row("courses:meeting-sheet", meeting, TEACH, query="?empty"),
    row("courses:attendance", cohort, TEACH),
    row("courses:attendance-csv", cohort, TEACH),
    row("courses:learner-attendance", attendee, TEACH),
    row("courses:my-meetings", own, LENA),
    row("courses:my-meeting", own_meeting, LENA),
    row(
        "courses:check-in",
        own_meeting,
        "302 302 404 404 404 404 404",
        method="post",
        data={"code": "abc234"},
    ),
    row("courses:meeting-ics", lambda w: [w.meeting.public_id], "302 200 404 200 200 404 200"),
    row("courses:calendar", None, "302 200 200 200 200 200 200"),
    row("courses:calendar-address", None, "302", method="post"),
    row("courses:calendar-ics", lambda w: [w.token], "200"),
    row("courses:calendar-ics", lambda _w: ["0" * 96], "404"),
]
