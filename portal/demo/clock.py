"""A moved clock: the seeding process lives through the past in order, one deed at a time."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

import time_machine


@dataclass(order=True)
class Deed:
    """Something somebody does at a moment."""

    at: datetime
    number: int
    label: str = field(compare=False)
    do: Callable[[], None] = field(compare=False)


class Diary:
    """Deeds in the order of time. Those planned for the same moment keep the order in which they were planned."""

    def __init__(self) -> None:
        self._deeds: list[Deed] = []
        self._numbers = count()
        self.planned = 0

    def plan(self, at: datetime, label: str, do: Callable[[], None]) -> None:
        heapq.heappush(self._deeds, Deed(at, next(self._numbers), label, do))
        self.planned += 1

    def live(self, *, until: datetime, skip: int = 0) -> Iterator[Deed]:
        """Do everything planned up to `until`, each at its own time, save the first `skip` deeds; yields each."""
        number = 0
        while self._deeds and self._deeds[0].at <= until:
            deed = heapq.heappop(self._deeds)
            number += 1
            if number > skip:
                with time_machine.travel(deed.at, tick=True):
                    deed.do()
            yield deed
