"""Waiting that can be given up from outside: by a time limit, by a learner who stops a reply, by a switch."""

from __future__ import annotations

import asyncio


class GivenUp(Exception):
    """What was waited for is no longer wanted; `why` is the first reason given."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Waiting:
    """`with waiting:` around what is awaited. What its owner does in between is never interrupted.

    `asyncio.timeout` around a whole generator would also cancel whatever its reader does between two items, and one around
    each item costs more than the item.
    """

    def __init__(self) -> None:
        self.why = ""
        self._task: asyncio.Task[object] | None = None

    def __enter__(self) -> None:
        if self.why:
            raise GivenUp(self.why)
        self._task = asyncio.current_task()

    def __exit__(self, kind: type[BaseException] | None, _error: object, _where: object) -> None:
        task, self._task = self._task, None
        if kind is asyncio.CancelledError and self.why and task is not None and not task.uncancel():
            raise GivenUp(self.why) from None

    def give_up(self, why: str) -> None:
        """End what is waited for now, and all later waiting. Only the first reason counts."""
        if self.why:
            return
        self.why = why
        if self._task is not None:
            self._task.cancel()
