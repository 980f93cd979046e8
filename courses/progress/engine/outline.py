"""The outline of a course as markup: the fixed parts are made once, each page only fills in the states.

Strings, because a template loop over forty activities costs more than all the rest of the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from courses.progress.engine.completion import MET, State

CLASSES = {"passed": "done", "done": "done", "failed": "again", "started": "begun"}


@dataclass(frozen=True)
class Entry:
    """One activity as the outline shows it. `note` is a short text such as “14 min”."""

    key: str
    url: str
    title: str
    note: str


@dataclass(frozen=True)
class Words:
    """The words of the states, translated by the caller."""

    passed: str
    done: str
    failed: str
    started: str

    def of(self, state: str) -> str:
        return {"passed": self.passed, "done": self.done, "failed": self.failed, "started": self.started}[
            state
        ]


@dataclass(frozen=True)
class Prepared:
    """An entry with its markup cut where the state goes in."""

    key: str
    head: str
    tail: str


def prepare(entries: Sequence[Entry]) -> tuple[Prepared, ...]:
    """The markup of each entry, cut in two."""
    return tuple(
        Prepared(
            entry.key,
            f'href="{escape(entry.url)}"',
            f"<span>{escape(entry.title)}",
        )
        for entry in entries
    )


def notes(entries: Sequence[Entry]) -> dict[str, str]:
    return {entry.key: f"</span><small>{escape(entry.note)}</small></a></li>" for entry in entries}


def draw(
    prepared: Sequence[Prepared],
    ends: Mapping[str, str],
    states: Mapping[str, str],
    words: Words,
    now: str = "",
) -> str:
    """The list items, with the state of each as class and as hidden word; `now` is the current page."""
    made = []
    for entry in prepared:
        state = states.get(entry.key, "")
        word = f'<span class="vh">, {escape(words.of(state))}</span>' if state else ""
        css = "now" if entry.key == now else CLASSES.get(state, "")
        current = ' aria-current="page"' if entry.key == now else ""
        made.append(f'<li class="{css}"><a {entry.head}{current}>{entry.tail}{word}{ends[entry.key]}')
    return "".join(made)


@dataclass(frozen=True)
class Count:
    """How many of some activities are met."""

    done: int
    of: int

    @property
    def percent(self) -> int:
        return self.done * 100 // self.of if self.of else 0


def count(keys: Sequence[str], states: Mapping[str, str]) -> Count:
    return Count(sum(states.get(key, "") in MET for key in keys), len(keys))


def state_names(states: Mapping[str, State]) -> dict[str, str]:
    return {key: state.name for key, state in states.items()}


@dataclass(frozen=True)
class Card:
    """A module as a card of the course page."""

    key: str
    heading: str
    items: str
    steps: Count


def draw_cards(cards: Sequence[Card]) -> str:
    """The modules of a course, one card below the other."""
    return "".join(
        f'<section class="card stack" aria-labelledby="m-{escape(card.key)}"><div class="gauge">'
        f'<h2 class="h3" id="m-{escape(card.key)}">{escape(card.heading)}</h2>'
        f'<span class="num">{card.steps.done} / {card.steps.of}</span></div>'
        f'<div class="outline"><ol class="outline-list">{card.items}</ol></div></section>'
        for card in cards
    )


def draw_goals(
    goals: Sequence[tuple[str, Sequence[tuple[str, bool]]]], done: str, icons: tuple[str, str]
) -> str:
    """What each credential still asks for; `icons` are the marks for met and open."""
    made = []
    for name, lines in goals:
        items = "".join(
            f'<li class="done">{icons[0]}<span>{escape(text)}<span class="vh">, {escape(done)}</span></span></li>'
            if met
            else f"<li>{icons[1]}<span>{escape(text)}</span></li>"
            for text, met in lines
        )
        made.append(
            f'<section class="card stack"><h2 class="h3">{escape(name)}</h2><ul class="checks">{items}</ul></section>'
        )
    return "".join(made)
