"""Finds out what an endpoint can do: four short requests with fixed words. Nothing about a person is sent."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from typing import Any

from labs.providers.accumulate import arguments_of
from labs.providers.base import Capabilities, ChatRequest, Completion, ProviderUnavailable
from labs.providers.openai_chat import ChatProvider
from labs.providers.registry import Endpoint, build_provider

FIRST_TOKEN_SECONDS = 10.0
TOTAL_SECONDS = 20.0
SYSTEM = {"role": "system", "content": "You answer with one short sentence."}
CHOOSE = {
    "type": "function",
    "function": {
        "name": "choose_colour",
        "description": "Choose a colour.",
        "parameters": {
            "type": "object",
            "properties": {"colour": {"type": "string", "enum": ["red", "blue"]}},
            "required": ["colour"],
            "additionalProperties": False,
        },
    },
}


async def probe_endpoint(endpoint: Endpoint) -> Capabilities:
    """What the endpoint can do now. Never raises for what a server does."""
    provider = build_provider(endpoint, first_token_seconds=FIRST_TOKEN_SECONDS, total_seconds=TOTAL_SECONDS)
    try:
        return await _probe(provider)
    finally:
        await provider.close()


async def _probe(provider: ChatProvider) -> Capabilities:
    began = time.monotonic()
    try:
        first_ms, whole = await _listen(provider, _ask("Say good morning.", max_tokens=24), began)
    except ProviderUnavailable as error:
        return Capabilities(problem=error.why, status=error.status)
    tools, has_json, listed = await asyncio.gather(
        _calls_tools(provider), _writes_json(provider), provider.describe_models()
    )
    known = next((one for one in listed if one.name == provider.model), None)
    return Capabilities(
        streaming=first_ms is not None,
        usage=whole.usage is not None and not whole.usage.counted,
        tools=tools,
        json=has_json,
        context=known.context if known else None,
        first_ms=first_ms,
        models=len(listed),
        knows_model=known is not None if listed else None,
    )


def _ask(words: str, **more: Any) -> ChatRequest:
    return ChatRequest(messages=[SYSTEM, {"role": "user", "content": words}], **more)


async def _listen(
    provider: ChatProvider, request: ChatRequest, began: float
) -> tuple[int | None, Completion]:
    """Milliseconds to the first words, and the whole reply."""
    first_ms: int | None = None
    pieces = provider.speak(request)
    try:
        async for piece in pieces:
            if isinstance(piece, Completion):
                return first_ms, piece
            if first_ms is None:
                first_ms = int((time.monotonic() - began) * 1000)
    finally:
        await pieces.aclose()
    raise ProviderUnavailable("The reply has no end.")


async def _calls_tools(provider: ChatProvider) -> bool:
    """Whether it calls a tool that it has to call, named or as the only one: servers know one or the other."""
    for choice in ("choose_colour", "required"):
        request = _ask("Choose a colour with the tool.", tools=[CHOOSE], tool_choice=choice, max_tokens=200)
        with contextlib.suppress(ProviderUnavailable):
            _first, whole = await _listen(provider, request, time.monotonic())
            if any(
                call.name == "choose_colour" and arguments_of(call).get("colour") in ("red", "blue")
                for call in whole.calls
            ):
                return True
    return False


async def _writes_json(provider: ChatProvider) -> bool:
    request = _ask('Answer as JSON: {"ok": true}', wants_json=True, max_tokens=64)
    with contextlib.suppress(ProviderUnavailable, ValueError):
        _first, whole = await _listen(provider, request, time.monotonic())
        return isinstance(json.loads(whole.text), dict)
    return False
