"""Live turns as server-sent events: the one place that builds a stream.

The database is touched before the first word, once a second for all turns of the process together, and at the end;
in between no connection is held. Ids are `<seq>.<characters>`, so that a browser resumes where it was cut off.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.db import DatabaseError, connections
from django.http import StreamingHttpResponse

from labs.sessions import turns
from labs.sessions.models import TurnState
from labs.sessions.speaking import Restart, speak
from labs.sessions.turns import OpenTurn, Spoke, Spoken, StreamPlan

log = logging.getLogger(__name__)
FLUSH_SECONDS = 0.1
NO_GAP = 0.02  # a wait this short costs more than it saves
HEARTBEAT_SECONDS = 15.0
KEEP_SECONDS = 1.0
FOLLOW_SECONDS = 0.6
FOLLOW_LIMIT = 120.0
MAX_ROUNDS = 3
Result = TypeVar("Result")
Pieces = asyncio.Queue[str | Restart | Spoken | None]  # None: nothing was said for a while


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


def sse_response(frames: AsyncIterator[bytes]) -> StreamingHttpResponse:
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


def parse_event_id(value: str) -> tuple[int, int]:
    """(seq, characters) of a `Last-Event-ID`; (0, 0) for anything that is none of ours."""
    seq, _dot, characters = value.partition(".")
    if not (seq.isascii() and seq.isdecimal() and len(seq) < 10):
        return 0, 0
    known = characters.isascii() and characters.isdecimal() and len(characters) < 10
    return int(seq), int(characters) if known else 0


@dataclass(eq=False)
class LiveTurn:
    """A turn that is being spoken in this process."""

    turn: OpenTurn
    task: asyncio.Task[None] | None = None
    parts: list[str] = field(default_factory=list)
    queue: Pieces = field(default_factory=asyncio.Queue)
    stop_why: str = ""
    silent_for: float = 0.0
    has_fallen_back: bool = False

    @property
    def engine(self) -> str:
        """Who is speaking, for a turn that is cut short."""
        endpoint = self.turn.endpoint
        return "scripted" if endpoint is None or self.has_fallen_back else f"model:{endpoint.model}"

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def stop(self, why: str) -> None:
        self.stop_why = self.stop_why or why
        if self.task is not None:
            self.task.cancel()


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
            self._beat()
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

    def _beat(self) -> None:
        """A sign of life for listeners of a turn that is silent, so that no proxy cuts them off."""
        for live in self._live.values():
            live.silent_for += KEEP_SECONDS
            if live.silent_for >= HEARTBEAT_SECONDS:
                live.silent_for = 0.0
                live.queue.put_nowait(None)


_keepers: WeakKeyDictionary[asyncio.AbstractEventLoop, Keeper] = WeakKeyDictionary()


def keeper() -> Keeper:
    """The keeper of this event loop."""
    return _keepers.setdefault(asyncio.get_running_loop(), Keeper())


async def speak_live(turn: OpenTurn, *, characters: int) -> AsyncGenerator[bytes, None]:
    """Frames of a turn that this process speaks: text as it comes, at most ten a second, then where the log stands.

    When the listener leaves, the turn is released with what was said, and the next one goes on with it.
    """
    live = LiveTurn(turn)
    queue = live.queue
    finished = False
    keeper().add(live)
    try:
        for _round in range(MAX_ROUNDS):
            live.task = asyncio.create_task(_pump(live, queue))
            spoken: Spoken | None = None
            async for out in _frames(live, queue, characters):
                if isinstance(out, Spoken):
                    spoken = out
                else:
                    yield out
            if spoken is None:
                if live.stop_why != "killed" and await _is_owed(turn):
                    return  # another process has taken the turn over: the browser comes back and follows it
                break
            further = await in_database(partial(turns.finish_turn, open_turn=live.turn, spoken=spoken))
            finished = further is None
            if further is None:
                break
            live.turn = turns.with_request(live.turn, further)
        seq = (await in_database(partial(turns.glance_at, turn_id=turn.turn_id))).last_seq
        yield frame("turn", {"seq": seq}, str(seq))
    finally:
        keeper().remove(live)
        if live.task is not None:
            live.task.cancel()
        if not finished:
            release = partial(turns.release_turn, turn_id=turn.turn_id, lease=turn.lease, text=live.text)
            await asyncio.shield(in_database(release))


async def _is_owed(turn: OpenTurn) -> bool:
    return (await in_database(partial(turns.glance_at, turn_id=turn.turn_id))).is_open


async def _pump(live: LiveTurn, queue: Pieces) -> None:
    """Moves pieces into the queue. Stopped from outside, it says what was heard so far as its last word."""
    pieces = speak(live.turn)
    try:
        async for piece in pieces:
            live.silent_for = 0.0
            if isinstance(piece, str):
                live.parts.append(piece)
            elif isinstance(piece, Restart):
                live.parts.clear()
                live.has_fallen_back = True
            queue.put_nowait(piece)
    except asyncio.CancelledError:
        if live.stop_why == "stopped":
            queue.put_nowait(Spoken(live.text, (), live.engine, TurnState.STOPPED))
        elif live.stop_why == "killed" and live.text:
            queue.put_nowait(Spoken(live.text, (), live.engine, TurnState.KILLED))
        elif live.stop_why:
            queue.put_nowait(Restart("lost"))
        else:
            raise
    finally:
        await pieces.aclose()


async def _frames(live: LiveTurn, queue: Pieces, characters: int) -> AsyncGenerator[bytes | Spoken, None]:
    seq = live.turn.after_seq
    skip = characters
    sent = 0
    last_flush = 0.0
    while True:
        pieces = [await queue.get()]
        if pieces[0] is None:
            yield b": still here\n\n"
            continue
        if isinstance(pieces[0], str):
            gap = last_flush + FLUSH_SECONDS - time.monotonic()
            if gap > NO_GAP:
                await asyncio.sleep(gap)
        while not queue.empty():
            pieces.append(queue.get_nowait())
        text = ""
        for piece in pieces:
            if isinstance(piece, Restart):
                if piece.why == "lost":
                    return
                text, sent, skip = "", 0, 0
                yield frame("restart", {}, f"{seq}.0")
            elif isinstance(piece, str):
                text += piece
        new, skip, sent = text[skip:], max(0, skip - len(text)), sent + len(text)
        if new:
            last_flush = time.monotonic()
            yield frame("text", {"t": new}, f"{seq}.{sent}")
        last = pieces[-1]
        if isinstance(last, Spoken):
            yield last
            return


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


def frames_of(plan: StreamPlan, characters: int) -> AsyncIterator[bytes]:
    """The frames for a plan."""
    if plan.open_turn is not None:
        return speak_live(plan.open_turn, characters=characters)
    if plan.followed_turn_id is not None:
        return follow(plan.followed_turn_id, plan.turn_after_seq, characters=characters)
    return nothing_to_say(plan.last_seq)
