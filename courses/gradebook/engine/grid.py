"""The gradebook's rows as strings: ten thousand rows of twelve cells have no time for a template loop. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

BANDS = ((85, "h5"), (75, "h4"), (65, "h3"), (50, "h2"), (0, "h1"))
_BAND = tuple(next(css for low, css in BANDS if value >= low) for value in range(101))


@dataclass(frozen=True)
class Column:
    key: str
    short: str
    title: str
    possible: str


@dataclass(frozen=True)
class Learner:
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
    heads = [(column.key, escape(column.short), escape(column.key)) for column in columns]
    done = escape(words.done)
    rows: list[str] = []
    for one in learners:
        name = escape(one.name)
        client = f" <small>{escape(one.client)}</small>" if one.client else ""
        score = "–" if one.score is None else str(one.score)
        css = "h0" if one.score is None else _BAND[min(one.score, 100)]
        cells = [f'<tr><th scope="row">{name}{client}</th><td><span class="{css}">{score}</span></td>']
        states = one.states
        for key, short, safe_key in heads:
            state = states.get(key)
            if state is None or (state["n"] == 0 and "v" not in state):
                cells.append(empty)
                continue
            value = state.get("v")
            shown = done if value is None else value
            look = "h3" if value is None else _BAND[value if value <= 100 else 100]
            said = f"{name}, {short}: {shown}"
            if "a" in state:
                look += " adj"
                said += f", {escape(words.adjusted)}"
            current = ""
            if now == (one.id, key):
                look += " cur"
                current = ' aria-current="true"'
            cells.append(
                f'<td><a class="{look}" href="{link}cell={one.id}:{safe_key}#adjust"'
                f' aria-label="{said}"{current}>{shown}</a></td>'
            )
        cells.append("</tr>")
        rows.append("".join(cells))
    return "\n".join(rows)


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


def safe_cell(value: Any) -> Any:
    """A value that no spreadsheet runs: text that could start a formula gets an apostrophe in front."""
    if not isinstance(value, str):
        return value
    text = "".join(letter for letter in value if letter >= " " or letter in "\t\n")
    stripped = text.lstrip(" \t\r\n\u00a0\ufeff")
    if stripped[:1] in ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠") or text[:1] in (
        "\t",
        "\r",
        "\n",
    ):
        return f"'{text}"
    return text


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
