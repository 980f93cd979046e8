"""What every provider gives: pieces of text as they come, then one whole reply."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any, Protocol


class ProviderUnavailable(Exception):
    """No reply can be had. `permanent` tells whether asking again later could help."""

    def __init__(self, why: str, *, permanent: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.permanent = permanent


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
    """One request in the shape of Chat Completions. `turn` is for the scripted avatar alone and never leaves the process."""

    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]] = field(default_factory=list)
    script_key: str = ""
    turn: str = ""
    pace: bool = True
    max_tokens: int = 600


class Provider(Protocol):
    """Speaks one request. Yields text; the last item is the `Completion`."""

    label: str

    def speak(self, request: ChatRequest) -> AsyncGenerator[str | Completion, None]:
        """Raises ProviderUnavailable when there is nothing to yield, or the stream breaks."""
        ...
