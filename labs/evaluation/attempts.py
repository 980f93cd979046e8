"""Lets an endpoint speak for the probe: the same provider, masking and checks as in a session, and nothing is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from labs.evaluation.engine.probe import Answerer
from labs.providers.base import Capabilities, ChatRequest, Completion, ProviderUnavailable
from labs.providers.registry import Endpoint, build_provider
from labs.sessions import scripts
from labs.sessions.engine.answers import AvatarMessage
from labs.sessions.engine.dialogue import State, TurnRequest
from labs.sessions.masking import mask_request

if TYPE_CHECKING:
    from labs.providers.openai_chat import ChatProvider

MOST_TOKENS = 300


@contextmanager
def speaking_endpoint(endpoint: Endpoint) -> Iterator[Answerer]:
    """An answerer that asks the endpoint; it gives None where no reply could be had."""
    with asyncio.Runner() as runner:
        provider = runner.run(_build(endpoint))

        def answer(_state: State, request: TurnRequest) -> AvatarMessage | None:
            try:
                whole = runner.run(_whole(provider, request))
            except ProviderUnavailable:
                return None
            calls = tuple(scripts.tool_call(call) for call in whole.calls)
            return AvatarMessage(whole.text, calls, f"model:{provider.model}")

        try:
            yield answer
        finally:
            runner.run(provider.close())


def capabilities_of(endpoint: Endpoint) -> Capabilities:
    """What the endpoint can do."""
    from labs.providers.probing import probe_endpoint

    return asyncio.run(probe_endpoint(endpoint))


async def _build(endpoint: Endpoint) -> ChatProvider:
    return build_provider(endpoint)


async def _whole(provider: ChatProvider, asked: TurnRequest) -> Completion:
    masked = mask_request(ChatRequest(asked.messages, asked.tools, max_tokens=MOST_TOKENS), ())
    pieces = provider.speak(masked.request)
    try:
        async for piece in pieces:
            if isinstance(piece, Completion):
                return masked.whole(piece)
    finally:
        await pieces.aclose()
    raise ProviderUnavailable("The reply has no end.")
