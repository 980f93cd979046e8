"""Opens live streams a few at a time: each needs the database for a moment before its first word, and then never again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

PREFIX = "/learn/labs/streams/"
Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class OpenAFewAtATime:
    """Lets at most `at_once` streams be on their way to their first byte; the others wait their turn."""

    def __init__(self, app: App, *, at_once: int) -> None:
        self._app = app
        self._at_once = at_once
        self._doors: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        door = self._doors.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self._at_once))
        await door.acquire()
        is_inside = True

        def leave() -> None:
            nonlocal is_inside
            if is_inside:
                is_inside = False
                door.release()

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                leave()
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        finally:
            leave()
