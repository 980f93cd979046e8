"""A person's calendar: one secret address, made, renewed and withdrawn on a page of their own."""

import re
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from courses.models import ActivityDates, CalendarFeed
from tests.counts import forget_counts
from tests.factories.meetings import make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    forget_counts()


def address_of(client, user) -> str:
    """The path of a person's calendar, made on its page."""
    client.force_login(user)
    client.post("/calendar/address/")
    return re.search(r"/calendar/[0-9a-f]{96}\.ics", client.get("/calendar/").content.decode())[0]


def test_the_calendar_has_meetings_and_due_dates_and_no_door_but_its_address(client, cast, cohort, lena):
    meeting = make_meeting(cohort, title="Kick-off")
    due = datetime(2027, 1, 5, 17, 0, tzinfo=UTC)
    ActivityDates.objects.create(
        activity=cohort.version.activities.get(key="m1.quiz"), cohort=cohort, due_at=due
    )
    path = address_of(client, cast.lena)
    client.logout()
    response = client.get(path)
    assert (response["X-Robots-Tag"], response["Content-Type"]) == (
        "noindex, nofollow",
        "text/calendar; charset=utf-8",
    )
    events = {str(one["SUMMARY"]): one for one in Calendar.from_ical(response.content).walk("VEVENT")}
    assert sorted(events) == ["Due: quiz m1.quiz", "Kick-off"]
    assert events["Kick-off"]["DTSTART"].dt == meeting.starts_at
    assert events["Due: quiz m1.quiz"]["DTSTART"].dt == due


def test_a_renewed_or_withdrawn_address_is_dead_at_once(client, cast):
    first = address_of(client, cast.lena)
    second = address_of(client, cast.lena)
    assert [client.get(path).status_code for path in (first, second)] == [404, 200]
    client.post("/calendar/address/", {"withdraw": "1"})
    assert (client.get(second).status_code, CalendarFeed.objects.count()) == (404, 0)


def test_an_address_with_another_seal_opens_nothing(client, cast):
    path = address_of(client, cast.lena)
    forged = path[:-5] + ("0" if path[-5] != "0" else "1") + ".ics"
    assert client.get(forged).status_code == 404


def test_who_asks_too_often_has_to_wait(client, cast):
    path = address_of(client, cast.lena)
    assert [client.get(path).status_code for _try in range(21)] == [200] * 20 + [429]
    made_up = [client.get(f"/calendar/{n:032x}{n:064x}.ics").status_code for n in range(31)]
    assert made_up == [404] * 30 + [429]


def test_an_instructor_who_lost_the_membership_sees_no_meetings_in_the_calendar(client, cast, cohort):
    make_meeting(cohort, title="Kick-off")
    path = address_of(client, cast.ines)
    assert b"Kick-off" in client.get(path).content
    cast.ines.memberships.all().delete()
    cast.ines.has_desk = False
    cast.ines.save()
    assert b"Kick-off" not in client.get(path).content


@pytest.mark.parametrize("count", [1, 3])
def test_a_calendar_costs_the_same_for_one_and_three(
    client, cast, cohort, lena, django_assert_num_queries, count
):
    for n in range(count):
        make_meeting(cohort, starts_in=24 + n)
    token = address_of(client, cast.lena)
    client.logout()
    with django_assert_num_queries(4):
        events = Calendar.from_ical(client.get(token).content).walk("VEVENT")
    assert len(events) == count
