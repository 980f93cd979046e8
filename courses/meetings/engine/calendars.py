"""Meetings and due dates as an iCalendar file (RFC 5545, RFC 5546). Pure.

Times are written in UTC, and each meeting is an event of its own: no zone and no rule has to be understood by the program that reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event as IcalEvent

PRODID = "-//Ready Room//Meetings//EN"


class Method(StrEnum):
    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Mailbox:
    name: str
    email: str


@dataclass(frozen=True)
class Event:
    """`ends_at` is None for a moment, such as a due date. `sequence` rises with each change that readers must learn of."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    title: str
    ends_at: datetime | None = None
    description: str = ""
    place: str = ""
    url: str = ""
    is_cancelled: bool = False


def write_calendar(
    events: Iterable[Event],
    *,
    name: str,
    method: Method = Method.PUBLISH,
    organizer: Mailbox | None = None,
    attendee: Mailbox | None = None,
) -> str:
    """The file as text with CRLF and lines of at most 75 octets. REQUEST and CANCEL name who asks and who is asked."""
    # A page process loads the library when the first calendar is asked for.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    if method == Method.PUBLISH:
        calendar.add("x-wr-calname", one_line(name))
        calendar.add("refresh-interval", timedelta(hours=1), {"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for event in events:
        made = _event(event)
        if organizer is not None:
            made.add("organizer", *_address(organizer))
        if attendee is not None and method != Method.PUBLISH:
            made.add("attendee", *_address(attendee, partstat="ACCEPTED", rsvp="FALSE"))
        calendar.add_component(made)
    written: bytes = calendar.to_ical()
    return written.decode()


def _event(event: Event) -> IcalEvent:
    from icalendar import Event as IcalEvent

    made = IcalEvent()
    made.add("uid", one_line(event.uid))
    made.add("sequence", event.sequence)
    made.add("dtstamp", event.changed_at.astimezone(UTC))
    made.add("last-modified", event.changed_at.astimezone(UTC))
    made.add("dtstart", event.starts_at.astimezone(UTC))
    if event.ends_at is not None:
        made.add("dtend", event.ends_at.astimezone(UTC))
    made.add("summary", one_line(event.title))
    if event.description:
        made.add("description", _lines(event.description))
    if event.place:
        made.add("location", one_line(event.place))
    if event.url:
        made.add("url", one_line(event.url).replace(" ", "%20"))
    made.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    made.add("transp", "TRANSPARENT" if event.ends_at is None or event.is_cancelled else "OPAQUE")
    return made


def _address(box: Mailbox, **parameters: str) -> tuple[str, dict[str, str]]:
    cn = one_line(box.name).replace('"', "'")
    return f"mailto:{one_line(box.email).replace(' ', '')}", {**({"CN": cn} if cn else {}), **parameters}


def one_line(text: str) -> str:
    """`text` without line breaks and control characters: nothing in it can begin a new property."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _lines(text: str) -> str:
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in kept if letter == "\n" or letter.isprintable())
