"""The gradebook's rows as strings: ten thousand rows of twelve cells have no time for a template loop. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

from courses.cohorts.engine.sheets import safe_cell

BANDS = ((85, "h5"), (75, "h4"), (65, "h3"), (50, "h2"), (0, "h1"))
_BAND = tuple(next(css for low, css in BANDS if value >= low) for value in range(101))


@dataclass(frozen=True)
class Column:
    key: str
    short: str
    title: str
    possible: str


class Learner(NamedTuple):
    """One row: `states` as the standing keeps them."""

    id: str
    name: str
    email: str
    client: str
    score: int | None
    states: Mapping[str, Any]


@dataclass(frozen=True)
class Head:
    """One column's head. `url` is a query string that was made for a page, with what it needs escaped."""

    label: str
    title: str
    note: str
    url: str
    sort: str


@dataclass(frozen=True)
class GridWords:
    none: str
    adjusted: str
    done: str


def draw_rows(
    learners: Iterable[Learner],
    columns: Sequence[Column],
    words: GridWords,
    *,
    link: str,
    now: tuple[str, str],
) -> str:
    """The table's body. `link` is a query string that the cell's address begins with, `now` the cell with focus."""
    empty = f'<td><span class="h0"><span class="vh">{escape(words.none)}</span><span aria-hidden="true">–</span></span></td>'
    keys = [column.key for column in columns]
    shorts = {column.key: escape(column.short) for column in columns}
    # What a cell says is drawn once; rows put their learner where `_WHO` and `_NAME` stand.
    drawn: dict[tuple[str, int | None, bool, bool], str] = {}
    rows: list[str] = []
    for one in learners:
        name = escape(one.name)
        client = f" <small>{escape(one.client)}</small>" if one.client else ""
        score = "–" if one.score is None else str(one.score)
        css = "h0" if one.score is None else _BAND[min(one.score, 100)]
        focus = now[1] if now[0] == one.id else None
        states = one.states
        cells: list[str] = []
        for key in keys:
            state = states.get(key)
            value = state.get("v") if state else None
            if not state or (value is None and not state["n"]):
                cells.append(empty)
                continue
            says = (key, value, "a" in state, key == focus)
            cell = drawn.get(says)
            if cell is None:
                cell = drawn[says] = _cell(*says, shorts[key], words, link)
            cells.append(cell)
        rows.append(
            f'<tr><th scope="row">{name}{client}</th><td><span class="{css}">{score}</span></td>'
            + "".join(cells).replace(_WHO, one.id).replace(_NAME, name)
            + "</tr>"
        )
    return "\n".join(rows)


_WHO, _NAME = "\x01", "\x02"


def _cell(
    key: str, value: int | None, is_adjusted: bool, is_now: bool, short: str, words: GridWords, link: str
) -> str:
    shown = escape(words.done) if value is None else str(value)
    look = "h3" if value is None else _BAND[min(value, 100)]
    said = f"{_NAME}, {short}: {shown}"
    current = ""
    if is_adjusted:
        look += " adj"
        said += f", {escape(words.adjusted)}"
    if is_now:
        look += " cur"
        current = ' aria-current="true"'
    return (
        f'<td><a class="{look}" href="{link}cell={_WHO}:{escape(key)}#adjust"'
        f' aria-label="{said}"{current}>{shown}</a></td>'
    )


def draw_options(values: Iterable[tuple[str, str]], chosen: str) -> str:
    """The options of a list, value and name, with the chosen one."""
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(name)}</option>'
        for value, name in values
    )


def draw_heads(heads: Iterable[Head]) -> str:
    """The head of the table: each column sorts by itself."""
    return "".join(
        f'<th scope="col"{sort}><a href="{head.url}" title="{escape(head.title)}">{escape(head.label)}</a>{note}</th>'
        for head in heads
        for sort in [f' aria-sort="{head.sort}"' if head.sort else ""]
        for note in [f"<small>{escape(head.note)}</small>" if head.note else ""]
    )


def table(learners: Iterable[Learner], columns: Sequence[Column], head: Sequence[str]) -> Iterable[list[Any]]:
    """Rows for a file: name, mail, organisation, score, then points of each column."""
    yield [safe_cell(one) for one in (*head, *(f"{column.short}: {column.title}" for column in columns))]
    for one in learners:
        row: list[Any] = [safe_cell(one.name), safe_cell(one.email), safe_cell(one.client), one.score]
        for column in columns:
            state = one.states.get(column.key)
            row.append(_points(state) if state is not None else None)
        yield row


def _points(state: Mapping[str, Any]) -> Any:
    if "v" not in state:
        return None if not state.get("n") else "done"
    return float(state["p"])
