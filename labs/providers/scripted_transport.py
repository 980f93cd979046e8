"""The scripted avatar as a transport: the chat client speaks to it as to any server, and no socket is opened.

A reply of the pure engine becomes the chunks of a Chat Completions stream, word by word at a reading pace.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx2

from labs.providers.shelf import Shelf, Spoken

BASE_URL = "http://scripted.invalid/v1"
MODEL = "scripted"
CHUNKS_PER_SECOND = 10  # nobody reads faster than that, and each chunk costs
WORDS = re.compile(r"\S+\s*|\s+")


class GeneratorStream(httpx2.AsyncByteStream):
    """A response body that is an async generator; closing the response closes the generator."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self._source = source

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._source:
            yield part

    async def aclose(self) -> None:
        close = getattr(self._source, "aclose", None)
        if close is not None:
            await close()


def _line(data: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(data, separators=(",", ":")).encode() + b"\n\n"


class ScriptedTransport(httpx2.AsyncBaseTransport):
    """Answers /models and /chat/completions, and 404 in the usual error shape for anything else."""

    def __init__(self, shelf: Shelf, *, words_per_second: float) -> None:
        self._shelf = shelf
        self._words = max(1, round(words_per_second / CHUNKS_PER_SECOND))
        self._pause = self._words / words_per_second if words_per_second > 0 else 0.0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/models"):
            listed = [{"id": MODEL, "object": "model", "created": 0, "owned_by": "ready-room"}]
            return httpx2.Response(200, json={"object": "list", "data": listed})
        if not request.url.path.endswith("/chat/completions"):
            return self._refuse(404, "not supported by the scripted avatar", "unsupported")
        body = json.loads(await request.aread())
        extra = body.get("readyroom") or {}
        script = self._shelf.get(str(extra.get("script", "")))
        if script is None:
            return self._refuse(404, "this script is not at hand", "model_not_found")
        spoken = script(body.get("messages") or [], body.get("tools") or [], str(extra.get("turn") or ""))
        pause = self._pause if extra.get("pace", True) else 0.0
        identity = "chatcmpl-" + hashlib.sha256(spoken.text.encode()).hexdigest()[:16]
        if not body.get("stream"):
            return httpx2.Response(200, json=self._whole(identity, spoken))
        chunks = self._chunks(identity, spoken, pause)
        return httpx2.Response(
            200, headers={"content-type": "text/event-stream"}, stream=GeneratorStream(chunks)
        )

    def _refuse(self, status: int, message: str, code: str) -> httpx2.Response:
        error = {"message": message, "type": "invalid_request_error", "code": code}
        return httpx2.Response(status, json={"error": error})

    def _calls(self, identity: str, spoken: Spoken) -> list[dict[str, Any]]:
        return [
            {
                "index": number,
                "id": f"call_{identity[-8:]}_{number}",
                "type": "function",
                "function": {"name": name, "arguments": arguments},
            }
            for number, (name, arguments) in enumerate(spoken.calls)
        ]

    def _whole(self, identity: str, spoken: Spoken) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": spoken.text}
        if spoken.calls:
            message["tool_calls"] = self._calls(identity, spoken)
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return {
            "id": identity,
            "object": "chat.completion",
            "created": 0,
            "model": MODEL,
            "choices": [choice],
        }

    async def _chunks(self, identity: str, spoken: Spoken, pause: float) -> AsyncIterator[bytes]:
        base = {"id": identity, "object": "chat.completion.chunk", "created": 0, "model": MODEL}

        def chunk(delta: dict[str, Any], reason: str | None = None) -> bytes:
            return _line({**base, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})

        yield chunk({"role": "assistant", "content": ""})
        words = WORDS.findall(spoken.text)
        for start in range(0, len(words), self._words):
            if pause:
                await asyncio.sleep(pause)
            yield chunk({"content": "".join(words[start : start + self._words])})
        for call in self._calls(identity, spoken):
            yield chunk({"tool_calls": [call]})
        yield chunk({}, "stop")
        usage = {"prompt_tokens": 0, "completion_tokens": len(words), "total_tokens": len(words)}
        yield _line({**base, "choices": [], "usage": usage})
        yield b"data: [DONE]\n\n"
