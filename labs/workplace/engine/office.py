"""The fixed side of a simulated office: what a scenario puts into it, in one variant. Nothing here changes in play."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from labs.workplace.engine.documents import Document
from labs.workplace.engine.rules import Node, Schema


@dataclass(frozen=True, slots=True)
class Answer:
    """What a simulated person says when contacted; `when` is a compiled rule or None."""

    say: tuple[str, ...]
    channel: str = ""
    number_source: str = ""
    claims: tuple[str, ...] = ()
    when: Node | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A simulated person in the directory."""

    id: str
    name: str
    role: str = ""
    ext: str = ""
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A write the avatar asks for: approving it fills the note or does an act in the learner's name."""

    id: str
    title: str
    text: str = ""
    fills: Mapping[str, Any] = field(default_factory=dict)
    submits: tuple[str, ...] = ()
    n: float | None = None


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text the learner could paste to the avatar, with its data class."""

    id: str
    data_class: str
    text: str
    n: int = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What one session may use. Money and tokens concern model avatars; the caller counts them."""

    turns: int = 30
    chars_per_turn: int = 2000
    rejected_calls: int = 10
    events: int = 500
    tokens: int = 60_000
    money_cents: int = 100
    wall_minutes: int = 0  # 0: no limit


@dataclass(frozen=True, slots=True)
class Office:
    """All that the tools need to know."""

    id: str
    variant: str
    start: int
    deadline: int
    schema: Schema
    learner_tools: Mapping[str, int]
    avatar_tools: Mapping[str, str]  # name → read | write
    documents: Mapping[str, Document] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    snippets: Mapping[str, Snippet] = field(default_factory=dict)
    tray: tuple[str, ...] = ()
    canaries: tuple[str, ...] = ()
    irreversible: frozenset[str] = frozenset()
    challenges: Mapping[str, str] = field(default_factory=dict)  # kind → act with which the avatar answers
    after_commit_min: int = 0
    words: tuple[int, int] = (0, 0)
    commit_defaults: Mapping[str, Any] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    def ids(self, domain: str) -> list[str]:
        """The closed set of a parameter type, sorted."""
        return sorted(self.schema.domain(domain) or ())

    @property
    def note_fields(self) -> Mapping[str, str]:
        """Fields of the decision beside option, refs, label and rationale: name → type."""
        return self.schema.commit_fields
