"""How well the scripted avatar hears: fresh words, written without looking at its cues, against what it takes them for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from labs.providers.engine.avatar import respond
from labs.providers.engine.script import Script, Turn

TOOLS = [{"type": "function", "function": {"name": "heard"}}]


@dataclass(frozen=True, slots=True)
class Heard:
    """One sentence: the act it was written for, and the act it was taken for (empty: asked back)."""

    scene: str
    act: str
    words: str
    taken_for: str


@dataclass(frozen=True, slots=True)
class Hearing:
    """One scene: how many sentences, how many understood, how many asked back."""

    scene: str
    total: int
    right: int
    asked_back: int

    @property
    def top_1(self) -> float:
        return self.right / self.total if self.total else 0.0

    @property
    def clarify(self) -> float:
        return self.asked_back / self.total if self.total else 0.0


def hear(script: Script, fresh: Mapping[str, Mapping[str, list[str]]]) -> Iterator[Heard]:
    """Every fresh sentence (scene → act → sentences) as the avatar takes it."""
    for scene, acts in fresh.items():
        for act, sentences in acts.items():
            for words in sentences:
                spoken = respond(
                    script, [{"role": "user", "content": words}], TOOLS, Turn(scene, 1, "hearing")
                )
                heard = (spoken.calls[0].parsed() or {}).get("act", "")
                yield Heard(scene, act, words, "" if heard == "unknown" else str(heard))


def measure(heard: list[Heard]) -> list[Hearing]:
    """The figures of each scene."""
    scenes = dict.fromkeys(h.scene for h in heard)
    return [
        Hearing(
            scene,
            sum(h.scene == scene for h in heard),
            sum(h.scene == scene and h.act == h.taken_for for h in heard),
            sum(h.scene == scene and not h.taken_for for h in heard),
        )
        for scene in scenes
    ]
