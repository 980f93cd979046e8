"""Between the tables and the pure machine: loads a session's state and stores the steps it takes."""

from __future__ import annotations

from datetime import datetime
from math import ceil

from django.utils import timezone

from labs.scenarios.engine.scenario import Scenario
from labs.scenarios.selectors import compiled_scenario
from labs.sessions.engine.dialogue import Mode, State, Step, resume
from labs.sessions.models import LabEvent, LabSession
from labs.workplace.engine.events import Draft, Event
from labs.workplace.engine.world import fold


def scenario_of(session: LabSession) -> Scenario:
    """The scenario in the session's variant."""
    return compiled_scenario(session.scenario, session.variant)


def events_of(session: LabSession) -> list[Event]:
    """The whole log, in order."""
    return [row.to_event() for row in LabEvent.objects.filter(session=session).order_by("seq")]


def state_of(session: LabSession, events: list[Event] | None = None) -> State:
    """Where the session stands: the fold of its log."""
    known = events if events is not None else events_of(session)
    return resume(
        scenario_of(session),
        known,
        mode=mode_of(session),
        seed=session.seed,
        salt=session.salt,
        extra_minutes=session.added_minutes + _minutes_before(session, known),
    )


def _minutes_before(session: LabSession, events: list[Event]) -> int:
    """How long ago the copied beginning of a fork was played: that time is not the fork's."""
    if session.forked_from_id is None or not events:
        return 0
    began = datetime.fromisoformat(events[0].ts)
    return max(0, ceil((session.started_at - began).total_seconds() / 60))


def mode_of(session: LabSession) -> Mode:
    """The mode as the machine names it."""
    return "assessed" if session.is_assessed else "guided"


def timestamp(at: datetime | None = None) -> str:
    """Wall time as the log keeps it."""
    return (at or timezone.now()).isoformat(timespec="milliseconds")


def append(session: LabSession, step: Step) -> list[LabEvent]:
    """Store a step's events and what the session's row repeats of them. The caller holds the row's lock."""
    rows = [LabEvent.of(session, event) for event in step.events]
    if not rows:
        return []
    LabEvent.objects.bulk_create(rows)
    session.last_seq = rows[-1].seq
    session.clock = rows[-1].clock
    if step.ended and session.ended_at is None:
        session.ended_at = timezone.now()
        session.ended_how = step.ended
    session.save(update_fields=["last_seq", "clock", "ended_at", "ended_how"])
    return rows


def append_draft(session: LabSession, draft: Draft) -> Event:
    """Add one event that no act caused, such as a score. The caller holds the row's lock."""
    room = fold(scenario_of(session).office, session.salt, events_of(session))
    event = room.add(draft, ts=timestamp()).events[-1]
    LabEvent.of(session, event).save()
    session.last_seq = event.seq
    session.save(update_fields=["last_seq"])
    return event
