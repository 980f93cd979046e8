"""Live streams: opened a few at a time, and sent without Django.

Each needs the database for a moment before its first word. After that Django would keep a thread, the request and the session
for it, and two more generators between every word and the listener.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from contextvars import ContextVar
from typing import Any, cast
from weakref import WeakKeyDictionary

from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponseBase, StreamingHttpResponse

from config.logs import bind_request_id, current_request_id

PREFIX = "/learn/labs/streams/"
HEARTBEAT_SECONDS = 15.0
BEATS = 3  # so many looks in that time
STILL_HERE = b": still here\n\n"
Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


Opened = tuple[AsyncIterator[bytes], str]  # the frames that are to follow, and the id for their log lines
_handed_over: ContextVar[list[Opened]] = ContextVar("handed_over")


class StreamHandler(ASGIHandler):
    """Django decides about a stream and sends its head; when Django is done with the request, the frames follow.

    At most `at_once` streams are on their way to their first byte; the others wait their turn.
    """

    def __init__(self, *, at_once: int = 8) -> None:
        super().__init__()
        self._at_once = at_once
        self._doors: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A task of its own: what Django and its apps leave in the context ends with it, not with the stream.
        opened = await asyncio.create_task(self._open(scope, receive, send))
        if opened is not None:
            frames, request_id = opened
            bind_request_id(request_id)
            del opened
            await send_frames(frames, receive, send)

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> Opened | None:
        """All of Django's part; None where no frames follow."""
        handed_over: list[Opened] = []
        _handed_over.set(handed_over)
        async with self._door(scope):
            await super().__call__(scope, receive, send)
        return handed_over[0] if handed_over else None

    def _door(self, scope: Scope) -> AbstractAsyncContextManager[None]:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            return nullcontext()
        return self._doors.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self._at_once))

    async def send_response(self, response: HttpResponseBase, send: Send) -> None:
        if not isinstance(response, StreamingHttpResponse) or response["Content-Type"] != "text/event-stream":
            await super().send_response(response, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)

        # `streaming_content` would be one more generator around each frame, and keep the whole response.
        frames: AsyncIterator[bytes] = cast(Any, response)._iterator
        response.streaming_content = _nothing()
        await super().send_response(response, send_head)
        _handed_over.get().append((frames, current_request_id()))


class Heartbeat:
    """A sign of life for listeners who hear nothing for a while, so that no proxy cuts them off: one task for all of a process."""

    def __init__(self) -> None:
        self._quiet: dict[Send, int] = {}
        self._task: asyncio.Task[None] | None = None

    def waits(self, send: Send) -> None:
        """From now on this listener hears nothing."""
        self._quiet[send] = 0
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    def is_served(self, send: Send) -> None:
        """This listener gets something now, or has left."""
        self._quiet.pop(send, None)

    async def _run(self) -> None:
        while self._quiet:
            await asyncio.sleep(HEARTBEAT_SECONDS / BEATS)
            for send in list(self._quiet):
                if send not in self._quiet:
                    continue
                self._quiet[send] = (self._quiet[send] + 1) % BEATS
                if self._quiet[send] == 0:
                    with suppress(OSError, RuntimeError):  # it is gone: its own task hears of it
                        await send({"type": "http.response.body", "body": STILL_HERE, "more_body": True})


_heartbeats: WeakKeyDictionary[asyncio.AbstractEventLoop, Heartbeat] = WeakKeyDictionary()


async def send_frames(frames: AsyncIterator[bytes], receive: Receive, send: Send) -> None:
    """Send frames as they come. When the listener leaves, the generator is told by a cancellation, as Django does it."""
    listening = asyncio.current_task()
    gone = asyncio.ensure_future(_until_gone(receive))
    gone.add_done_callback(lambda done: None if done.cancelled() or listening is None else listening.cancel())
    heartbeat = _heartbeats.setdefault(asyncio.get_running_loop(), Heartbeat())
    try:
        heartbeat.waits(send)
        async for frame in frames:
            heartbeat.is_served(send)
            await send({"type": "http.response.body", "body": frame, "more_body": True})
            heartbeat.waits(send)
        heartbeat.is_served(send)
        await send({"type": "http.response.body"})
    except asyncio.CancelledError:
        if not gone.done():  # the process stops
            raise
    finally:
        heartbeat.is_served(send)
        gone.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _nothing() -> AsyncGenerator[bytes, None]:
    return
    yield b""
