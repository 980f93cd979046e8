"""Live turns as server-sent events: the one place that builds a stream.

The database is touched before the first word, once a second for all turns of the process together, and at the end;
in between no connection is held. Ids are `<seq>.<characters>`, so that a browser resumes where it was cut off.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.db import DatabaseError, connections
from django.http import StreamingHttpResponse

from labs.providers.waiting import GivenUp, Waiting
from labs.sessions import turns
from labs.sessions.models import TurnState
from labs.sessions.speaking import Restart, speak
from labs.sessions.ticking import ticker
from labs.sessions.turns import OpenTurn, Spoke, Spoken, StreamPlan

log = logging.getLogger(__name__)
FLUSH_SECONDS = 0.1
KEEP_SECONDS = 1.0
FOLLOW_SECONDS = 0.6
FOLLOW_LIMIT = 120.0
MAX_ROUNDS = 3
Result = TypeVar("Result")
Pieces = AsyncGenerator[str | Restart | Spoken, None]


async def in_database(work: Callable[[], Result]) -> Result:
    """Run a short piece of database work and give its connection back before anything is awaited again."""

    def run() -> Result:
        try:
            return work()
        finally:
            for connection in connections.all(initialized_only=True):
                if not connection.in_atomic_block:
                    connection.close()

    return await sync_to_async(run)()


def sse_response(frames: AsyncGenerator[bytes, None]) -> StreamingHttpResponse:
    """The only way to build a stream: never compressed, never buffered, never cached."""
    response = StreamingHttpResponse(frames, content_type="text/event-stream")
    response["Cache-Control"] = "no-cache, no-transform"
    response["Content-Encoding"] = (
        "identity"  # a gzip member per chunk would make browsers drop all but the first
    )
    response["X-Accel-Buffering"] = "no"
    return response


def frame(event: str, data: dict[str, Any], event_id: str = "") -> bytes:
    """One event as bytes."""
    head = f"id: {event_id}\n" if event_id else ""
    return f"{head}event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def text_frame(text: str, seq: int, characters: int) -> bytes:
    """The event that a browser hears ten times a second: as `frame` would write it, at a fifth of its cost."""
    return f'id: {seq}.{characters}\nevent: text\ndata: {{"t":{json.dumps(text)}}}\n\n'.encode()


def parse_event_id(value: str) -> tuple[int, int]:
    """(seq, characters) of a `Last-Event-ID`; (0, 0) for anything that is none of ours."""
    seq, _dot, characters = value.partition(".")
    if not (seq.isascii() and seq.isdecimal() and len(seq) < 10):
        return 0, 0
    known = characters.isascii() and characters.isdecimal() and len(characters) < 10
    return int(seq), int(characters) if known else 0


class LiveTurn:
    """A turn that is being spoken in this process, to one listener who has heard `skip` characters of it before."""

    def __init__(self, turn: OpenTurn, *, skip: int) -> None:
        self.turn = turn
        self.text = ""
        self._skip = skip
        self._waiting = Waiting()
        self._has_fallen_back = False
        self._flush_at = 0.0
        self._ticker = ticker()

    @property
    def engine(self) -> str:
        """Who is speaking, for a turn that is cut short."""
        endpoint = self.turn.endpoint
        return "scripted" if endpoint is None or self._has_fallen_back else f"model:{endpoint.model}"

    @property
    def stop_why(self) -> str:
        return self._waiting.why

    def stop(self, why: str) -> None:
        """End it now, wherever it is; what was said so far counts."""
        self._waiting.give_up(why)

    async def hear(self, pieces: Pieces) -> str | Restart | Spoken | None:
        """The next piece, at most ten a second. Stopped from outside, the last word is what was heard so far, if it counts."""
        try:
            with self._waiting:
                if self._flush_at > time.monotonic():
                    await self._ticker.until(self._flush_at)
                return await anext(pieces)
        except GivenUp as stop:
            if stop.why == "stopped":
                return Spoken(self.text, (), self.engine, TurnState.STOPPED)
            if stop.why == "killed" and self.text:
                return Spoken(self.text, (), self.engine, TurnState.KILLED)
            return None

    def flush(self, piece: str | Restart) -> bytes:
        """The frame of a piece; empty while the listener hears what it knows."""
        seq = self.turn.after_seq
        if isinstance(piece, Restart):
            self.text, self._skip, self._has_fallen_back = "", 0, True
            return frame("restart", {}, f"{seq}.0")
        self.text += piece
        new, self._skip = piece[self._skip :], max(0, self._skip - len(piece))
        if not new:
            return b""
        now = time.monotonic()
        self._flush_at = max(self._flush_at, now - FLUSH_SECONDS / 2) + FLUSH_SECONDS
        return text_frame(new, seq, len(self.text))


class Keeper:
    """Once a second, stores how far all live turns are in one transaction, and hears which of them must stop."""

    def __init__(self) -> None:
        self._live: dict[int, LiveTurn] = {}
        self._task: asyncio.Task[None] | None = None

    def add(self, live: LiveTurn) -> None:
        self._live[live.turn.turn_id] = live
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    def remove(self, live: LiveTurn) -> None:
        if self._live.get(live.turn.turn_id) is live:
            del self._live[live.turn.turn_id]

    async def _run(self) -> None:
        while self._live:
            await asyncio.sleep(KEEP_SECONDS)
            now = [
                Spoke(one.turn.turn_id, one.turn.lease, one.text, one.engine) for one in self._live.values()
            ]
            if not now:
                return
            try:
                stops = await in_database(partial(turns.keep_texts, live=now))
            except DatabaseError:  # the next second tries again; a lease that runs out is noticed then
                log.exception("texts of live turns could not be kept")
                continue
            for turn_id, why in stops.items():
                if turn_id in self._live:
                    self._live[turn_id].stop(why)


_keepers: WeakKeyDictionary[asyncio.AbstractEventLoop, Keeper] = WeakKeyDictionary()


def keeper() -> Keeper:
    """The keeper of this event loop."""
    return _keepers.setdefault(asyncio.get_running_loop(), Keeper())


async def speak_live(turn: OpenTurn, *, characters: int) -> AsyncGenerator[bytes, None]:
    """Frames of a turn that this process speaks: text as it comes, at most ten a second, then where the log stands.

    When the listener leaves, the turn is released with what was said, and the next one goes on with it.
    """
    live = LiveTurn(turn, skip=characters)
    finished = False
    keeper().add(live)
    try:
        for _round in range(MAX_ROUNDS):
            async with aclosing(speak(live.turn)) as pieces:
                while isinstance(piece := await live.hear(pieces), str | Restart):
                    if flushed := live.flush(piece):
                        yield flushed
            if piece is None:
                if live.stop_why != "killed" and await _is_owed(turn):
                    return  # another process has taken the turn over: the browser comes back and follows it
                break
            further = await in_database(partial(turns.finish_turn, open_turn=live.turn, spoken=piece))
            finished = further is None
            if further is None:
                break
            live.turn = turns.with_request(live.turn, further)
        seq = (await in_database(partial(turns.glance_at, turn_id=turn.turn_id))).last_seq
        yield frame("turn", {"seq": seq}, str(seq))
    finally:
        keeper().remove(live)
        if not finished:
            release = partial(turns.release_turn, turn_id=turn.turn_id, lease=turn.lease, text=live.text)
            await asyncio.shield(in_database(release))


async def _is_owed(turn: OpenTurn) -> bool:
    return (await in_database(partial(turns.glance_at, turn_id=turn.turn_id))).is_open


async def follow(turn_id: int, after_seq: int, *, characters: int) -> AsyncGenerator[bytes, None]:
    """Frames of a turn that another tab or process speaks; ends when it is over or must be taken over."""
    give_up_at = time.monotonic() + FOLLOW_LIMIT
    sent = characters
    while time.monotonic() < give_up_at:
        seen = await in_database(partial(turns.glance_at, turn_id=turn_id))
        if not seen.is_open:
            yield frame("turn", {"seq": seen.last_seq}, str(seen.last_seq))
            return
        if len(seen.text) > sent:
            new, sent = seen.text[sent:], len(seen.text)
            yield frame("text", {"t": new}, f"{after_seq}.{sent}")
        if seen.is_free:
            return  # the browser comes back and speaks it itself
        yield b": still here\n\n"
        await asyncio.sleep(FOLLOW_SECONDS)


async def nothing_to_say(seq: int) -> AsyncGenerator[bytes, None]:
    """The turn is over already: where the log stands."""
    yield frame("turn", {"seq": seq}, str(seq))


def frames_of(plan: StreamPlan, characters: int) -> AsyncGenerator[bytes, None]:
    """The frames for a plan."""
    if plan.open_turn is not None:
        return speak_live(plan.open_turn, characters=characters)
    if plan.followed_turn_id is not None:
        return follow(plan.followed_turn_id, plan.turn_after_seq, characters=characters)
    return nothing_to_say(plan.last_seq)
