"""Lets one turn be spoken: the model first where there is one, the scripted avatar when it fails. No database here."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labs.providers import registry
from labs.providers.base import Completion, ProviderUnavailable
from labs.sessions.budgets import estimated_use
from labs.sessions.masking import Masked
from labs.sessions.models import TurnState
from labs.sessions.turns import SCRIPTED, OpenTurn, Spoken

if TYPE_CHECKING:
    from labs.providers.openai_chat import ChatProvider

log = logging.getLogger(__name__)
SORRY = "I cannot answer just now."


@dataclass(frozen=True)
class Restart:
    """What was said so far is void: the scripted avatar takes over and starts anew."""

    why: str


async def speak(turn: OpenTurn) -> AsyncGenerator[str | Restart | Spoken, None]:
    """Yields text, perhaps one Restart, and last what was said."""
    began = time.monotonic()
    first_ms: int | None = None
    failures: list[str] = []
    lost = (0, 0)
    if turn.stop_asked:
        yield Spoken(turn.shown, (), SCRIPTED, TurnState.STOPPED)
        return
    for provider in _providers(turn):
        said = ""
        try:
            async with aclosing(_pieces(provider, turn)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Completion):
                        yield _whole(provider, piece, failures, first_ms, lost)
                        return
                    if not provider.is_scripted:
                        said += piece
                    if first_ms is None:
                        first_ms = int((time.monotonic() - began) * 1000)
                    yield piece
        except ProviderUnavailable as error:
            log.warning("a provider failed: %s", error.why, extra={"provider": provider.label})
            failures.append("provider_unavailable")
            if not provider.is_scripted:
                registry.rest(turn.endpoint)
                if said and turn.masked is not None:  # a reply that broke off was paid for
                    lost = estimated_use(turn.masked.request.messages, said)
            yield Restart(error.why)
    yield Spoken(SORRY, (), SCRIPTED, TurnState.INTERRUPTED, tuple(failures), first_text_ms=first_ms)


def _pieces(provider: ChatProvider, turn: OpenTurn) -> AsyncGenerator[str | Completion, None]:
    """What a provider says. To a model leaves only what is masked."""
    if provider.is_scripted:
        return provider.speak(turn.request)
    if turn.masked is None:
        raise ProviderUnavailable("Nothing leaves unmasked.", permanent=True)
    return _restored(provider, turn.masked)


async def _restored(provider: ChatProvider, masked: Masked) -> AsyncGenerator[str | Completion, None]:
    """What a model says to a masked request, with the names put back, in pieces and as a whole."""
    restorer = masked.restorer()
    async with aclosing(provider.speak(masked.request)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Completion):
                if rest := restorer.finish():
                    yield rest
                yield masked.whole(piece)
            elif text := restorer.feed(piece):
                yield text


def _providers(turn: OpenTurn) -> list[ChatProvider]:
    found = [registry.scripted_provider()]
    if turn.endpoint is not None and registry.is_awake(turn.endpoint):
        found.insert(0, registry.model_provider(turn.endpoint))
    return found


def _whole(
    provider: ChatProvider,
    piece: Completion,
    failures: list[str],
    first_ms: int | None,
    lost: tuple[int, int],
) -> Spoken:
    usage = piece.usage
    return Spoken(
        text=piece.text,
        calls=piece.calls,
        engine=SCRIPTED if provider.is_scripted else f"model:{provider.model}",
        how=TurnState.DONE,
        failures=tuple(failures),
        prompt_tokens=lost[0] + (usage.prompt if usage and not provider.is_scripted else 0),
        reply_tokens=lost[1] + (usage.completion if usage and not provider.is_scripted else 0),
        first_text_ms=first_ms,
    )


async def speak_to_the_end(turn: OpenTurn) -> Spoken:
    """The whole turn at once, for a page without a live stream."""
    async with aclosing(speak(turn)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Spoken):
                return piece
    raise asyncio.InvalidStateError("a turn ended without a word")
