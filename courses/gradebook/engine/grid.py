"""The gradebook's rows as strings: ten thousand rows of twelve cells have no time for a template loop. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from courses.cohorts.engine.sheets import safe_cell
from courses.progress.engine.cells import parsed

BANDS = ((85, "h5"), (75, "h4"), (65, "h3"), (50, "h2"), (0, "h1"))
_BAND = tuple(next(css for low, css in BANDS if value >= low) for value in range(101))


@dataclass(frozen=True)
class Column:
    key: str
    short: str
    title: str
    possible: str


class Learner(NamedTuple):
    """One row: `cells` as the standing keeps them (`progress.engine.cells`)."""

    id: str
    name: str
    email: str
    client: str
    score: int | None
    cells: Mapping[str, str]


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
    # What a cell says is drawn once; rows put their learner where `_WHO` and `_NAME` stand.
    made = [(column.key, _Cells(column, words, link, empty)) for column in columns]
    rows: list[str] = []
    for one in learners:
        name = escape(one.name)
        client = f" <small>{escape(one.client)}</small>" if one.client else ""
        score = "–" if one.score is None else str(one.score)
        css = "h0" if one.score is None else _BAND[min(one.score, 100)]
        says = one.cells.get
        cells = [drawn[says(key)] for key, drawn in made]
        if one.id == now[0]:
            for place, column in enumerate(columns):
                if column.key == now[1] and (cell := says(column.key)) is not None:
                    cells[place] = _cell(column, cell, True, words, link)
        rows.append(
            f'<tr><th scope="row">{name}{client}</th><td><span class="{css}">{score}</span></td>'
            + "".join(cells).replace(_WHO, one.id).replace(_NAME, name)
            + "</tr>"
        )
    return "\n".join(rows)


_WHO, _NAME = "\x01", "\x02"


class _Cells(dict[str | None, str]):
    """What the cells of one column look like, by what they say; each is drawn when it is first asked for."""

    def __init__(self, column: Column, words: GridWords, link: str, empty: str) -> None:
        super().__init__({None: empty})
        self._how = (column, words, link)

    def __missing__(self, says: str) -> str:
        column, words, link = self._how
        drawn = self[says] = _cell(column, says, False, words, link)
        return drawn


def _cell(column: Column, says: str, is_now: bool, words: GridWords, link: str) -> str:
    value, _points, is_adjusted = parsed(says)
    shown = escape(words.done) if value is None else str(value)
    look = "h3" if value is None else _BAND[min(value, 100)]
    said = f"{_NAME}, {escape(column.short)}: {shown}"
    current = ""
    if is_adjusted:
        look += " adj"
        said += f", {escape(words.adjusted)}"
    if is_now:
        look += " cur"
        current = ' aria-current="true"'
    return (
        f'<td><a class="{look}" href="{link}cell={_WHO}:{escape(column.key)}#adjust"'
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
            says = one.cells.get(column.key)
            row.append(None if says is None else _points(says))
        yield row


@lru_cache(maxsize=4096)
def _points(says: str) -> float | str:
    points = parsed(says).points
    return "done" if points is None else points
