"""Speaks Chat Completions: the one file that knows the client library, the same for the scripted avatar and for a model."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, cast

import httpx2
import openai

from labs.providers.accumulate import Accumulator, StreamBroken
from labs.providers.base import ChatRequest, Completion, ListedModel, ProviderUnavailable, Usage
from labs.providers.origin import EgressRefused
from labs.providers.waiting import GivenUp, Waiting

FIRST_TOKEN_SECONDS = 20.0
TOTAL_SECONDS = 90.0
CHARACTERS_PER_TOKEN = 4
CONTEXT_NAMES = (
    "max_model_len",
    "context_length",
    "max_context_length",
    "context_window",
    "n_ctx",
    "n_ctx_train",
)


def build_chat_client(*, base_url: str, api_key: str, http_client: httpx2.AsyncClient) -> openai.AsyncOpenAI:
    """One client per endpoint; it is costly to build, so keep it."""
    return openai.AsyncOpenAI(
        base_url=base_url, api_key=api_key or "-", max_retries=0, http_client=http_client
    )


class ChatProvider:
    """Streams replies from one endpoint."""

    def __init__(
        self,
        client: openai.AsyncOpenAI,
        *,
        model: str,
        label: str,
        is_scripted: bool,
        first_token_seconds: float = FIRST_TOKEN_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._client = client
        self.model = model
        self._first = first_token_seconds
        self._total = total_seconds
        self.label = label
        self.is_scripted = is_scripted

    async def speak(self, request: ChatRequest) -> AsyncGenerator[str | Completion, None]:
        """Yields text as it comes and last the whole reply. Raises ProviderUnavailable.

        Whoever reads may take its time between two pieces: what comes meanwhile is one piece, and no time limit
        reaches into what the reader does.
        """
        waiting, found = Waiting(), Accumulator()
        later = asyncio.get_running_loop().call_later
        total = later(self._total, waiting.give_up, "total")
        first = later(self._first, waiting.give_up, "first")
        try:
            with waiting:
                body = await self._ask(request)
            async with aclosing(body), aclosing(_bytes_of(body)) as parts:
                while True:
                    with waiting:
                        part = await anext(parts, None)
                    if part is None:
                        break
                    text = found.feed_bytes(part)
                    if found.is_alive:
                        first.cancel()  # words or thoughts: from now on the idle limit counts
                    if text:
                        yield text
                    if found.broken:
                        raise found.broken
                if text := found.close():
                    yield text
        except (GivenUp, httpx2.TimeoutException, openai.APITimeoutError) as error:
            raise ProviderUnavailable("The endpoint did not answer in time.") from error
        except StreamBroken as error:
            raise ProviderUnavailable(f"The reply could not be read: {error}.") from error
        except openai.APIStatusError as error:
            permanent = error.status_code in {400, 401, 403, 404, 422}
            raise ProviderUnavailable(
                f"The endpoint answered {error.status_code}.", permanent=permanent, status=error.status_code
            ) from error
        except (openai.OpenAIError, httpx2.HTTPError, EgressRefused) as error:
            raise ProviderUnavailable("The endpoint cannot be reached.") from error
        finally:
            first.cancel()
            total.cancel()
        try:
            whole = found.finish()
        except StreamBroken as error:
            raise ProviderUnavailable(f"The reply could not be read: {error}.") from error
        yield whole if whole.usage else _with_counted_usage(whole, request)

    async def _ask(self, request: ChatRequest) -> httpx2.AsyncByteStream | httpx2.Response:
        """The answer as bytes: our own reader takes them, a typed chunk costs twenty times as much.

        Of the answer only its body is kept while the reply runs: the rest holds the whole request. The client's own way
        through a body is only for servers that compress although nobody asked.
        """
        options: dict[str, Any] = {}
        if request.tools:
            options["tools"] = request.tools
        if self.is_scripted:
            options["extra_body"] = {
                "readyroom": {"script": request.script_key, "turn": request.turn, "pace": request.pace}
            }
        else:
            options["stream_options"] = {"include_usage": True}
            options["max_completion_tokens"] = request.max_tokens
            if request.tool_choice:
                named = {"type": "function", "function": {"name": request.tool_choice}}
                options["tool_choice"] = "required" if request.tool_choice == "required" else named
            if request.wants_json:
                options["response_format"] = {"type": "json_object"}
        answer: httpx2.Response = (
            await self._client.chat.completions.with_raw_response.create(
                model=self.model,
                messages=cast(Any, request.messages),
                stream=True,
                extra_headers={"Accept-Encoding": "identity"},
                **options,
            )
        ).http_response
        return answer if "content-encoding" in answer.headers else cast(httpx2.AsyncByteStream, answer.stream)

    async def describe_models(self) -> list[ListedModel]:
        """The models that the endpoint offers; an empty list when it does not say."""
        with contextlib.suppress(openai.OpenAIError, httpx2.HTTPError, EgressRefused, TimeoutError):
            async with asyncio.timeout(self._first):
                return [
                    ListedModel(model.id, _context_of(model.model_extra or {}))
                    async for model in self._client.models.list()
                ]
        return []

    async def close(self) -> None:
        await self._client.close()


def _bytes_of(body: httpx2.AsyncByteStream | httpx2.Response) -> AsyncGenerator[bytes, None]:
    """The bytes as they come."""
    way = body.aiter_bytes() if isinstance(body, httpx2.Response) else aiter(body)
    return cast(AsyncGenerator[bytes, None], way)


def _context_of(extra: dict[str, Any]) -> int | None:
    """How much a model can read, under the names that servers use for it."""
    meta = extra.get("meta")
    places = [extra, *([meta] if isinstance(meta, dict) else [])]
    found = (place.get(name) for place in places for name in CONTEXT_NAMES)
    return next((value for value in found if isinstance(value, int) and value > 0), None)


def _with_counted_usage(whole: Completion, request: ChatRequest) -> Completion:
    """Our own rough count, for servers that send none in a stream."""
    prompt = sum(len(str(message.get("content") or "")) for message in request.messages)
    said = len(whole.text) + sum(len(call.arguments) for call in whole.calls)
    usage = Usage(prompt // CHARACTERS_PER_TOKEN, max(1, said // CHARACTERS_PER_TOKEN), counted=True)
    return Completion(whole.text, whole.calls, whole.finish_reason, usage)
