from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from courses.meetings.engine.calendars import Event, Mailbox, Method, one_line, write_calendar

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)).map(  # noqa: DTZ001 - a zone is put on
    lambda one: one.replace(microsecond=0, tzinfo=UTC)
)
WORDS = st.text(max_size=300)
NASTY = "Tea; cake, \\ and\r\nBEGIN:VEVENT\r\nSUMMARY:forged\r\nATTACH:https://evil.example"


def event(**fields) -> Event:
    start = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
    given = {
        "uid": "a@ready-room",
        "sequence": 3,
        "changed_at": start,
        "starts_at": start,
        "ends_at": start + timedelta(minutes=90),
        "title": "Kick-off",
    }
    return Event(**given | fields)


def read(text: str):
    calendar = Calendar.from_ical(text)
    return calendar, calendar.walk("VEVENT")


def test_a_meeting_is_written_in_utc_with_its_number_and_its_state():
    text = write_calendar([event(is_cancelled=True)], name="Ready Room")
    calendar, [found] = read(text)
    assert (str(calendar["METHOD"]), str(calendar["VERSION"])) == ("PUBLISH", "2.0")
    assert "DTSTART:20260302T130000Z\r\n" in text
    assert "DTEND:20260302T143000Z\r\n" in text
    assert (str(found["UID"]), found["SEQUENCE"], str(found["STATUS"])) == ("a@ready-room", 3, "CANCELLED")


def test_a_request_names_who_asks_and_who_is_asked():
    text = write_calendar(
        [event()],
        name="x",
        method=Method.REQUEST,
        organizer=Mailbox("Ready Room", "no-reply@example.org"),
        attendee=Mailbox('Zoë "Z" O\'Neil\r\nX:1', "zoe@example.org"),
    )
    _calendar, [found] = read(text)
    assert str(found["ORGANIZER"]) == "mailto:no-reply@example.org"
    assert (str(found["ATTENDEE"]), found["ATTENDEE"].params["CN"]) == (
        "mailto:zoe@example.org",
        "Zoë 'Z' O'Neil X:1",
    )
    assert found["ATTENDEE"].params["RSVP"] == "FALSE"


def test_nothing_that_somebody_writes_becomes_a_property_of_its_own():
    text = write_calendar(
        [event(title=NASTY, place=NASTY, description=NASTY, url="https://a.example/\r\nX-EVIL:1")], name=NASTY
    )
    _calendar, [found] = read(text)
    assert "ATTACH" not in found
    assert "X-EVIL" not in found
    assert str(found["SUMMARY"]) == one_line(NASTY)
    assert str(found["DESCRIPTION"]) == NASTY.replace("\r\n", "\n")


@given(WORDS, WORDS, WORDS, MOMENTS, st.integers(1, 1440), st.integers(0, 999))
def test_what_is_written_is_what_a_calendar_program_reads(title, agenda, place, start, minutes, sequence):
    end = start + timedelta(minutes=minutes)
    text = write_calendar(
        [
            event(
                title=title,
                description=agenda,
                place=place,
                starts_at=start,
                ends_at=end,
                sequence=sequence,
            ),
            event(uid="b@ready-room", ends_at=None),
        ],
        name=title,
    )
    calendar, [found, moment] = read(text)
    assert calendar.walk("VTIMEZONE") == []
    assert str(found["SUMMARY"]) == one_line(title)
    assert str(found.get("LOCATION", "")) == one_line(place)
    assert (found["DTSTART"].dt, found["DTEND"].dt, found["SEQUENCE"]) == (start, end, sequence)
    assert "DTEND" not in moment
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert "\n" not in "".join(lines)
    assert sum(line == "BEGIN:VEVENT" for line in lines) == 2
