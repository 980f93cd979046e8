"""What every provider gives: pieces of text as they come, then one whole reply."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol


class ProviderUnavailable(Exception):
    """No reply can be had. `permanent` tells whether asking again later could help; `status` is the server's answer."""

    def __init__(self, why: str, *, permanent: bool = False, status: int | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.permanent = permanent
        self.status = status


@dataclass(frozen=True)
class RawCall:
    """One tool call as the stream gave it; the arguments are still the text that arrived."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Usage:
    """Tokens of one reply; `counted` is true when we counted ourselves because the server said nothing."""

    prompt: int
    completion: int
    counted: bool = False


@dataclass(frozen=True)
class Completion:
    """A whole reply."""

    text: str
    calls: tuple[RawCall, ...]
    finish_reason: str
    usage: Usage | None


@dataclass(frozen=True)
class ChatRequest:
    """One request in the shape of Chat Completions. `turn` is for the scripted avatar alone and never leaves the process.

    `tool_choice` names the tool that must be called, or says `required` for any of them: servers know one or the other.
    `earlier_calls` were made in this turn before there was a word; they do not leave, the messages hold what came of them.
    """

    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]] = field(default_factory=list)
    script_key: str = ""
    turn: str = ""
    pace: bool = True
    max_tokens: int = 600
    tool_choice: str = ""
    wants_json: bool = False
    earlier_calls: tuple[RawCall, ...] = ()


@dataclass(frozen=True)
class ListedModel:
    """One name that an endpoint offers, and how many tokens it can read where the server says so."""

    name: str
    context: int | None = None


@dataclass(frozen=True)
class Capabilities:
    """What was found. `problem` says why nothing else was; `status` is the HTTP status of a refusal."""

    streaming: bool = False
    usage: bool = False
    tools: bool = False
    json: bool = False
    context: int | None = None
    first_ms: int | None = None
    models: int | None = None
    knows_model: bool | None = None
    problem: str = ""
    status: int | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class Provider(Protocol):
    """Speaks one request. Yields text; the last item is the `Completion`."""

    label: str

    def speak(self, request: ChatRequest) -> AsyncGenerator[str | Completion, None]:
        """Raises ProviderUnavailable when there is nothing to yield, or the stream breaks."""
        ...
