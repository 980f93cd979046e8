"""A scenario in one variant, ready to play: every path filled, every rule compiled, nothing left to look up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from labs.providers.engine.script import Script
from labs.workplace.engine.documents import Document
from labs.workplace.engine.office import Office, Person
from labs.workplace.engine.rules import Node


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of five: 2 points for `full`, else 1 for `part`, else 0."""

    k: int
    title: str
    competency: str
    full: Node
    part: Node
    rules: tuple[str, str]
    stronger: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """Points off: `min(max(per, 0) × points, max)`."""

    id: str
    per: Node
    points: int
    max: int
    say: str


@dataclass(frozen=True, slots=True)
class Critical:
    """An act that fails the run at once."""

    id: str
    when: Node
    say: str


@dataclass(frozen=True, slots=True)
class Trap:
    """A planted fault with what it takes to pass it and to fall for it."""

    id: str
    kind: str
    plant: Mapping[str, str]
    passed: Node
    failed: Node
    competency: str
    debrief: str


@dataclass(frozen=True, slots=True)
class Rubric:
    """How a session is scored."""

    sha: str
    criteria: tuple[Criterion, ...]
    costs: tuple[Cost, ...]
    critical: tuple[Critical, ...]
    pass_at: int


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective of a guided run, ticked by a rule."""

    id: str
    text: str
    done: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A video call in the lab: who shows, and the rules for when it is on."""

    title: str
    tiles: tuple[Mapping[str, str], ...]
    begins: Node
    ends: Node


@dataclass(frozen=True)
class Scenario:
    """One variant of one version."""

    id: str
    title: str
    version: str
    variant: str
    sha: str
    kind: str
    modes: tuple[str, ...]
    competency: tuple[str, ...]
    time_limit_min: int
    brief: Mapping[str, Any]
    persona: Mapping[str, Any]
    speakers: Mapping[str, Mapping[str, str]]
    office: Office
    script: Script
    rubric: Rubric
    traps: tuple[Trap, ...]
    claims: Mapping[str, Mapping[str, Any]]
    facts: Mapping[str, Node]
    labels: Mapping[str, str]
    goals: tuple[Goal, ...] = ()
    hints: tuple[str, ...] = ()
    debrief: Mapping[str, Any] = field(default_factory=dict)
    sensitive: Mapping[str, Any] | None = None
    note_title: str = ""
    call: Call | None = None
    due: int = 0  # minutes of the day; what the page asks for, at most the deadline

    @property
    def documents(self) -> Mapping[str, Document]:
        return self.office.documents

    @property
    def people(self) -> Mapping[str, Person]:
        return self.office.people

    def label(self, word: str) -> str:
        """What a page shows for an id of a closed set."""
        if word in self.labels:
            return self.labels[word]
        if word in self.office.people:
            return self.office.people[word].name
        if word in self.office.documents:
            return self.office.documents[word].title
        if word in self.claims:
            return str(self.claims[word]["text"])
        if word in self.office.proposals:
            return self.office.proposals[word].title
        text = word.replace("_", " ")
        return text if text[:1].isupper() else text.capitalize()

    @cached_property
    def chips(self) -> Mapping[str, str]:
        """Act → what its button says."""
        return {act.id: act.chip for act in self.script.acts.values() if act.chip}
