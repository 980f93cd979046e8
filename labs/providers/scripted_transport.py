"""The scripted avatar as a transport: the chat client speaks to it as to any server, and no socket is opened.

A reply of the pure engine becomes the chunks of a Chat Completions stream at a reading pace. As with a server, what is said
while nobody reads piles up: each chunk holds the words that are due when it is fetched.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import time
from collections.abc import AsyncIterator
from itertools import islice
from typing import Any

import httpx2

from labs.providers.shelf import Shelf, Spoken

BASE_URL = "http://scripted.invalid/v1"
MODEL = "scripted"
SAID = "<said>"
ALMOST = 0.25  # a word that is due this part of a word's time from now is said with the others
WORDS = re.compile(r"\S+\s*|\s+")


class GeneratorStream(httpx2.AsyncByteStream):
    """A response body that is an async generator; closing the response closes the generator."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self._source = source

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._source.__aiter__()

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
        self._seconds_a_word = 1 / words_per_second if words_per_second > 0 else 0.0

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
        pace = self._seconds_a_word if extra.get("pace", True) else 0.0
        identity = "chatcmpl-" + hashlib.sha256(spoken.text.encode()).hexdigest()[:16]
        if not body.get("stream"):
            return httpx2.Response(200, json=self._whole(identity, spoken))
        chunks = self._chunks(identity, spoken, pace)
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

    async def _chunks(self, identity: str, spoken: Spoken, pace: float) -> AsyncIterator[bytes]:
        base = {"id": identity, "object": "chat.completion.chunk", "created": 0, "model": MODEL}

        def chunk(delta: dict[str, Any], reason: str | None = None) -> bytes:
            return _line({**base, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})

        yield chunk({"role": "assistant", "content": ""})
        before, after = chunk({"content": SAID}).split(json.dumps(SAID).encode())
        words = (found.group() for found in WORDS.finditer(spoken.text))
        clock = time.monotonic
        began, count = clock(), 0
        while True:
            if pace and (early := began + count * pace - clock()) > 0:
                await asyncio.sleep(early)
            due = max(1, int((clock() - began) / pace + ALMOST) + 1 - count) if pace else None
            said = list(islice(words, due))
            if not said:
                break
            count += len(said)
            yield before + json.dumps("".join(said)).encode() + after
        for call in self._calls(identity, spoken):
            yield chunk({"tool_calls": [call]})
        yield chunk({}, "stop")
        usage = {"prompt_tokens": 0, "completion_tokens": count, "total_tokens": count}
        yield _line({**base, "choices": [], "usage": usage})
        yield b"data: [DONE]\n\n"
