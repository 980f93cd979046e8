"""What the pages of one meeting show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

from courses.meetings.models import Meeting
from courses.meetings.selectors import MeetingLine, line_of

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo


# A heading of an agenda is no target of this page, and must not take the name of one.
_HEADING_ID = re.compile(r'(<h[1-6]) id="[^"]*"')


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting with its agenda drawn; `zone_name` says in which zone the times are."""

    line: MeetingLine
    agenda: SafeString
    minutes: int
    zone_name: str


def facts_of(meeting: Meeting, zone: ZoneInfo, now: datetime) -> MeetingFacts:
    return MeetingFacts(line_of(meeting, zone, now), draw(meeting.agenda), meeting.minutes, str(zone))


def draw(text: str) -> SafeString:
    """Markdown as lessons have it, without their slots and figures."""
    from courses.content.engine.blocks import Library
    from courses.content.engine.markdown import render

    if not text.strip():
        return mark_safe("")
    drawn = render(text, Library())
    html = "".join(block.get("html", "") for block in drawn.blocks)
    return mark_safe(_HEADING_ID.sub(r"\1", html))  # noqa: S308 - nh3 has cleaned it
