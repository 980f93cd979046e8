"""The scripts that a process has at hand for the scripted avatar. Light: pages load it, and no client library."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SHELF_SIZE = 256


@dataclass(frozen=True)
class Spoken:
    """What the engine answered: text, and tool calls as (name, arguments as JSON)."""

    text: str
    calls: tuple[tuple[str, str], ...] = ()


#: messages, tools, turn → what is said
Script = Callable[[list[dict[str, Any]], list[dict[str, Any]], str], Spoken]


class Shelf:
    """The scripts that this process has at hand, by key; the least used one makes room for a new one."""

    def __init__(self, size: int = SHELF_SIZE) -> None:
        self._size = size
        self._scripts: OrderedDict[str, Script] = OrderedDict()

    def put(self, key: str, script: Script) -> None:
        self._scripts[key] = script
        self._scripts.move_to_end(key)
        while len(self._scripts) > self._size:
            self._scripts.popitem(last=False)

    def get(self, key: str) -> Script | None:
        if key in self._scripts:
            self._scripts.move_to_end(key)
        return self._scripts.get(key)


#: what this process can speak
shelf = Shelf()
