"""Outlines of versions, prepared once per version and language and kept in the process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from courses.catalogue.kinds import get_kind
from courses.catalogue.models import Activity
from courses.catalogue.selectors import CompiledModule, CompiledVersion
from courses.progress.engine.outline import Count, Entry, Prepared, Words, count, draw, notes, prepare
from courses.progress.models import Standing


@dataclass(frozen=True)
class OutlineModule:
    """A module as an outline shows it. `items` are the list items."""

    key: str
    number: int
    title: str
    items: SafeString
    lessons: Count
    steps: Count


@dataclass(frozen=True)
class _Fixed:
    key: str
    number: int
    title: str
    prepared: tuple[Prepared, ...]
    ends: dict[str, str]
    lessons: tuple[str, ...]
    required: tuple[str, ...]


@dataclass(frozen=True)
class Fixed:
    """The parts of an outline that are the same for everybody."""

    words: Words
    modules: tuple[_Fixed, ...]


def states_of_standing(standing: Standing | None) -> dict[str, str]:
    """Activity key → name of its state."""
    held: dict[str, Any] = standing.states if standing is not None else {}
    return {key: value["s"] for key, value in held.items()}


def outline(compiled: CompiledVersion, states: dict[str, str], now: str = "") -> list[OutlineModule]:
    """Every module with its list, for one learner."""
    fixed = _fixed(compiled.version.public_id, get_language() or "en", _Box(compiled))
    return [_module(one, fixed.words, states, now) for one in fixed.modules]


def outline_of_module(
    compiled: CompiledVersion, group: CompiledModule, states: dict[str, str], now: str = ""
) -> OutlineModule:
    """One module's list, for the page of one of its activities."""
    fixed = _fixed(compiled.version.public_id, get_language() or "en", _Box(compiled))
    one = fixed.modules[compiled.modules.index(group)]
    return _module(one, fixed.words, states, now)


def _module(one: _Fixed, words: Words, states: dict[str, str], now: str) -> OutlineModule:
    items = draw(one.prepared, one.ends, states, words, now)
    return OutlineModule(
        one.key,
        one.number,
        one.title,
        mark_safe(items),  # noqa: S308 - every part was escaped where it was made
        count(one.lessons, states),
        count(one.required, states),
    )


class _Box:
    """Carries the version past the cache's key: the public id already says which one it is."""

    def __init__(self, compiled: CompiledVersion) -> None:
        self.compiled = compiled

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Box)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=128)
def _fixed(_public_id: UUID, _language: str, box: _Box) -> Fixed:
    words = Words(
        passed=gettext("passed"),
        done=gettext("done"),
        failed=gettext("not passed yet"),
        started=gettext("started"),
    )
    return Fixed(words, tuple(_fix(group) for group in box.compiled.modules))


def _fix(group: CompiledModule) -> _Fixed:
    entries = [_entry(activity) for activity in group.activities if get_kind(activity.kind).is_step]
    return _Fixed(
        key=group.key,
        number=group.number,
        title=group.module.title if group.module is not None else gettext("More"),
        prepared=prepare(entries),
        ends=notes(entries),
        lessons=tuple(a.key for a in group.activities if a.kind == "lesson" and a.is_required),
        required=tuple(a.key for a in group.activities if a.is_required),
    )


def _entry(activity: Activity) -> Entry:
    minutes = ngettext("%(count)s min", "%(count)s min", activity.minutes) % {"count": activity.minutes}
    return Entry(activity.key, get_kind(activity.kind).open_url(activity), shown_title(activity), minutes)


def shown_title(activity: Activity) -> str:
    """The title with its kind where that is not plain."""
    if activity.kind == "lab":
        return gettext("Lab: %(title)s") % {"title": activity.title}
    place = re.fullmatch(r"m([0-9]+)\.l([0-9]+)", activity.key)
    return f"{place[1]}.{place[2]} {activity.title}" if place is not None else activity.title
