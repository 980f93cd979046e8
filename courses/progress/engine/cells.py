"""What a gradebook shows of a standing, short enough that ten thousand of them are read for one grid. Pure.

A cell is text: the share in hundredths and the points, `80 8`; a hyphen where there are results without points; ` a` at the
end where a person adjusted the mark. No cell, no result.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

NO_POINTS = "-"
ADJUSTED = " a"
_decoder = json.JSONDecoder()


class Cell(NamedTuple):
    value: int | None
    points: float | None
    is_adjusted: bool


def cells_of(states: Mapping[str, Any], keys: Iterable[str] | None = None) -> dict[str, str]:
    """The cells of these states, in the form that a standing keeps them; of `keys` only, if they are given."""
    found = {}
    for key in states if keys is None else keys:
        state = states.get(key)
        if state is None or ("v" not in state and not state["n"]):
            continue
        shown = f"{state['v']} {state['p']}" if "v" in state else NO_POINTS
        found[key] = shown + ADJUSTED if "a" in state else shown
    return found


def written(cells: Mapping[str, str]) -> str:
    return json.dumps(cells, separators=(",", ":"), ensure_ascii=False)


def read(text: str) -> dict[str, str]:
    """The inverse of `written`."""
    cells: dict[str, str] = _decoder.raw_decode(text)[
        0
    ]  # without a look for spaces around it, which is half the time
    return cells


def parsed(cell: str) -> Cell:
    """The parts of one cell."""
    value, _space, rest = cell.removesuffix(ADJUSTED).partition(" ")
    if value == NO_POINTS:
        return Cell(None, None, cell.endswith(ADJUSTED))
    return Cell(int(value), float(rest), cell.endswith(ADJUSTED))
