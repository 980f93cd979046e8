"""Where the scripted avatar did not understand: sentences it asked back or gave up on, scene by scene, from the logs alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from labs.providers.engine.text import normal

FLOOR = 5  # so many different people must have typed in a scene before anything of it is shown


@dataclass(frozen=True, slots=True)
class Missed:
    """One typed sentence that was asked back. `then` is the act of the button pressed next, if one was."""

    scene: str
    words: str
    then: str = ""


@dataclass(frozen=True, slots=True)
class RunHeard:
    """One run: how many sentences were typed in each scene, and which were missed."""

    typed: Mapping[str, int]
    missed: tuple[Missed, ...]


@dataclass(frozen=True, slots=True)
class MissedWords:
    """The same words from one or more runs, with what people pressed afterwards."""

    words: str
    times: int
    then: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class SceneHeard:
    """A scene over all runs. `words` is empty while fewer than FLOOR people typed in it."""

    scene: str
    people: int = 0
    typed: int = 0
    missed: int = 0
    words: tuple[MissedWords, ...] = ()
    _people: set[Any] = field(default_factory=set)
    _found: list[Missed] = field(default_factory=list)

    @property
    def is_shown(self) -> bool:
        return self.people >= FLOOR

    @property
    def rate(self) -> float:
        return self.missed / self.typed if self.typed else 0.0


def heard_in(events: Iterable[tuple[str, Mapping[str, Any], str]]) -> RunHeard:
    """Read one run: (type, params, text) in order."""
    scene, said, open_miss = "", "", -1
    typed: Counter[str] = Counter()
    missed: list[Missed] = []
    for kind, params, text in events:
        if kind == "scene.entered":
            scene = str(params.get("scene", ""))
        elif kind == "msg.learner":
            is_typed = params.get("via") == "text"
            said = text if is_typed else ""
            if is_typed:
                typed[scene] += 1
            if open_miss >= 0 and params.get("via") == "chip":
                one = missed[open_miss]
                missed[open_miss] = Missed(one.scene, one.words, str(params.get("intent", "")))
            open_miss = -1
        elif kind == "msg.avatar" and params.get("id") == "unknown":
            missed.append(Missed(scene, said))
            open_miss = len(missed) - 1
    return RunHeard(typed, tuple(missed))


def gather(runs: Iterable[tuple[Any, RunHeard]], *, floor: int = FLOOR) -> tuple[SceneHeard, ...]:
    """All runs of one scenario version, by scene. The first of each pair tells people apart and goes no further."""
    scenes: dict[str, SceneHeard] = {}
    for person, run in runs:
        for scene, count in run.typed.items():
            held = scenes.setdefault(scene, SceneHeard(scene))
            held.typed += count
            held._people.add(person)
        for one in run.missed:
            held = scenes.setdefault(one.scene, SceneHeard(one.scene))
            held.missed += 1
            held._found.append(one)
    for held in scenes.values():
        held.people = len(held._people)
        if held.people >= floor:
            held.words = _grouped(held._found)
        held._found.clear()
        held._people.clear()
    return tuple(sorted(scenes.values(), key=lambda one: (-one.rate, one.scene)))


def _grouped(found: Iterable[Missed]) -> tuple[MissedWords, ...]:
    same: dict[str, list[Missed]] = defaultdict(list)
    for one in found:
        if one.words:  # erased texts are counted, never shown
            same[normal(one.words)].append(one)
    groups = [
        MissedWords(
            rows[0].words, len(rows), tuple(Counter(one.then for one in rows if one.then).most_common())
        )
        for rows in same.values()
    ]
    return tuple(sorted(groups, key=lambda one: (-one.times, one.words)))
