"""What becomes of things that rest on marks, when marks change: each app above says its part, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One learner whose result in an activity would change; `passes` is how it stands afterwards."""

    enrolment_id: int
    activity_key: str
    passed: bool
    passes: bool


@dataclass(frozen=True, slots=True)
class Touched:
    """Something that rests on the mark: what it is, how it stands, what will happen to it."""

    name: str
    now: str
    after: str
    needs_decision: bool = False


Source: TypeAlias = Callable[[Sequence[MarkChange]], Mapping[int, Sequence[Touched]]]
_sources: list[Source] = []


def register_mark_impact(source: Source) -> None:
    """Add an app's part, once, in `AppConfig.ready`: enrolment → what is touched. It writes nothing."""
    if source not in _sources:
        _sources.append(source)


def impact_of_marks(changes: Sequence[MarkChange]) -> dict[int, list[Touched]]:
    """Enrolment → everything that the changes touch, from every app."""
    found: dict[int, list[Touched]] = {}
    for source in _sources:
        for enrolment_id, touched in source(changes).items():
            found.setdefault(enrolment_id, []).extend(touched)
    return found
