"""Waiting that can be given up from outside: by a time limit, by a learner who stops a reply, by a switch."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Result = TypeVar("Result")


class GivenUp(Exception):
    """What was waited for is no longer wanted; `why` is the first reason given."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Waiting:
    """Waits for one thing after another. What its owner does in between is never interrupted.

    `asyncio.timeout` around a whole generator would also cancel whatever its reader does between two items, and one around
    each item costs more than the item.
    """

    def __init__(self) -> None:
        self.why = ""
        self._task: asyncio.Task[object] | None = None

    async def wait(self, begin: Callable[..., Awaitable[Result]], *args: object) -> Result:
        """The result of what `begin(*args)` begins. Raises GivenUp when `give_up` was called before or is called meanwhile."""
        if self.why:
            raise GivenUp(self.why)
        self._task = task = asyncio.current_task()
        try:
            return await begin(*args)
        except asyncio.CancelledError:
            if not self.why or task is None or task.uncancel() > 0:
                raise
            raise GivenUp(self.why) from None
        finally:
            self._task = None

    def give_up(self, why: str) -> None:
        """End what is waited for now, and all later waiting. Only the first reason counts."""
        if self.why:
            return
        self.why = why
        if self._task is not None:
            self._task.cancel()
