"""What a scripted avatar has to say: scenes, acts, replies, voice and briefing, in one variant, all texts filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labs.providers.engine.matcher import Matcher


@dataclass(frozen=True, slots=True)
class Reply:
    """One authored answer in several wordings. `when`: facts and acts it waits for, "!" for their absence."""

    say: tuple[str, ...]
    when: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    proposes: tuple[str, ...] = ()
    suggests: tuple[str, ...] = ()
    is_trap: bool = False
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a learner may want to say."""

    id: str
    chip: str = ""
    examples: tuple[str, ...] = ()
    cues: tuple[re.Pattern[str], ...] = ()
    phrases: tuple[str, ...] = ()  # published: these words set the intent by themselves
    replies: tuple[Reply, ...] = ()
    rule: str = ""  # "disclosure": answered by rule in both engines
    to: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A small part of the talk with few expected acts."""

    id: str
    expected: tuple[str, ...]
    on: Mapping[str, str] = field(default_factory=dict)
    note: str = ""  # the director's note a model avatar gets


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the persona's briefing, with its source and date."""

    id: str
    doc: str
    text: str
    as_of: str = ""
    confidentiality: str = "internal"
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """How the persona says what no scenario wrote. Each list holds several wordings."""

    frames: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def wordings(self, name: str) -> tuple[str, ...]:
        """The wordings of a frame, with a plain one where the persona has none."""
        return self.frames.get(name) or PLAIN_FRAMES[name]


PLAIN_FRAMES: Mapping[str, tuple[str, ...]] = {
    "know": ("{text} That is from {doc}, as of {as_of}.",),
    "not_known": ("I do not hold that. {owner}",),
    "greet": ("Hello. What shall we look at?",),
    "thanks": ("You are welcome.",),
    "rude": ("I hear you. Shall we go on, or would you rather speak with a person?",),
    "inject": ("I cannot change how I work, and I have noted that you asked.",),
    "human": ("No. I am an AI, not a person.",),
    "unknown": ("I did not catch that. Do you mean one of these?",),
    "buttons": ("Pick one of these, and we go on.",),
    "move_on": ("Let me take it that you ask: {chip}",),
}


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call in OpenAI's shape; `arguments` is JSON text, as it comes over the wire."""

    id: str
    name: str
    arguments: str

    @classmethod
    def of(cls, number: int, name: str, **arguments: Any) -> ToolCall:
        """A call with a stable id."""
        return cls(f"call_{number}", name, json.dumps(arguments, sort_keys=True, ensure_ascii=False))

    def parsed(self) -> dict[str, Any] | None:
        """The arguments, or None where they are no JSON object."""
        try:
            value = json.loads(self.arguments or "{}")
        except ValueError:
            return None
        return value if isinstance(value, dict) else None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What an avatar said: text and the calls of the same message."""

    text: str
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """Facts of the moment that a scripted avatar needs beside the messages. A model never sees this."""

    scene: str
    number: int
    seed: str
    intent: str = ""  # set by a chip or a published phrase
    misses: int = 0
    acts: tuple[str, ...] = ()  # acts answered so far
    facts: tuple[str, ...] = ()
    script: str = ""  # key of the script: "<scenario>@<version>/<variant>"

    def to_json(self) -> str:
        """One line of ASCII JSON, fit for a header."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=True)

    @classmethod
    def from_json(cls, text: str) -> Turn:
        """The turn of a header; raises ValueError on anything else."""
        raw = json.loads(text)
        if not isinstance(raw, dict):
            raise ValueError("a turn is a JSON object")
        try:
            return cls(
                scene=str(raw["scene"]),
                number=int(raw["number"]),
                seed=str(raw["seed"]),
                intent=str(raw.get("intent", "")),
                misses=int(raw.get("misses", 0)),
                acts=tuple(map(str, raw.get("acts", ()))),
                facts=tuple(map(str, raw.get("facts", ()))),
                script=str(raw.get("script", "")),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a turn: {error}") from None


@dataclass(frozen=True)
class Script:
    """All of it, for one scenario in one variant."""

    key: str
    acts: Mapping[str, Act]
    scenes: Mapping[str, Scene]
    voice: Voice = field(default_factory=Voice)
    briefing: tuple[Passage, ...] = ()
    unknown_topics: tuple[str, ...] = ()
    slots: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    always: tuple[str, ...] = ()  # acts expected in every scene

    def candidates(self, scene: str) -> tuple[str, ...]:
        """Acts that the matcher expects in a scene."""
        here = self.scenes[scene].expected if scene in self.scenes else ()
        return tuple(dict.fromkeys((*here, *self.always)))

    @cached_property
    def chips(self) -> Mapping[str, str]:
        """Normalised chip and phrase → act: these words need no matcher."""
        from labs.providers.engine.text import normal

        found: dict[str, str] = {}
        for act in self.acts.values():
            for words in (act.chip, *act.phrases):
                if words:
                    found.setdefault(normal(words), act.id)
        return found

    @cached_property
    def matcher(self) -> Matcher:
        """Built at the first sentence; a script never changes."""
        from labs.providers.engine.matcher import Matcher

        return Matcher(self.acts.values())
