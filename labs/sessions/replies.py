"""Speaks a reply within one request: the way without a live stream, by the same provider and into the same log."""

from __future__ import annotations

from asgiref.sync import async_to_sync

from labs.sessions import turns
from labs.sessions.models import LabSession
from labs.sessions.speaking import speak_to_the_end

MAX_ROUNDS = 3


def speak_now(*, session: LabSession) -> None:
    """Speak the owed reply, if there is one and nobody speaks it yet."""
    turn = turns.open_turn_of(session)
    if turn is None:
        return
    held = turns.lease_turn(session=session, turn=turn, pace=False)
    for _round in range(MAX_ROUNDS):
        if held is None:
            return
        spoken = async_to_sync(speak_to_the_end)(held)
        further = turns.finish_turn(open_turn=held, spoken=spoken)
        held = turns.with_request(held, further) if further is not None else None
