"""One timer for all live replies of a process: whoever is due within the same hundredth of a second is woken together.

A timer for each flush costs its own object, its own handle in libuv and its own turn of the event loop. Here a tick does no more
than set futures: what the woken do, and how they fail, stays in their own tasks.
"""

from __future__ import annotations

import asyncio
import math
from weakref import WeakKeyDictionary

TICK_SECONDS = 0.01


class Ticker:
    """Wakes its sleepers at most one tick late, never early. It stands still while nobody sleeps."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._due: dict[int, list[asyncio.Future[None]]] = {}  # by the number of the tick
        self._is_running = False

    async def until(self, when: float) -> None:
        """Sleep until this moment of `time.monotonic`, which is the event loop's clock too."""
        sleeper = self._loop.create_future()
        self._due.setdefault(math.ceil(when / TICK_SECONDS), []).append(sleeper)
        if not self._is_running:
            self._is_running = True
            self._loop.call_later(TICK_SECONDS, self._tick)
        await sleeper

    def _tick(self) -> None:
        now = self._loop.time() / TICK_SECONDS
        for number in [one for one in self._due if one <= now]:
            for sleeper in self._due.pop(number):
                if not sleeper.done():  # cancelled: its listener has left, or the reply was stopped
                    sleeper.set_result(None)
        self._is_running = bool(self._due)
        if self._is_running:
            self._loop.call_later(TICK_SECONDS, self._tick)


_tickers: WeakKeyDictionary[asyncio.AbstractEventLoop, Ticker] = WeakKeyDictionary()


def ticker() -> Ticker:
    """The ticker of this event loop."""
    loop = asyncio.get_running_loop()
    found = _tickers.get(loop)
    if found is None:
        found = _tickers[loop] = Ticker(loop)
    return found
