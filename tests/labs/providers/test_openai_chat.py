"""Replies as they come through the real chat client."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from labs.providers.base import ChatRequest, Completion, ProviderUnavailable
from labs.providers.openai_chat import ChatProvider, build_chat_client
from labs.providers.scripted_transport import GeneratorStream, ScriptedTransport
from labs.providers.shelf import Shelf, Spoken

ASK = ChatRequest(messages=[{"role": "user", "content": "How did we do?"}], script_key="s1/a")


class Server(httpx2.AsyncBaseTransport):
    """Answers with the given status, or streams the given lines; a number among them is a pause in seconds."""

    def __init__(self, *lines: str | float, status: int = 200) -> None:
        self.lines, self.status, self.closed = lines, status, False

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if self.status != 200:
            return httpx2.Response(self.status, json={"error": {"message": "no"}})
        return httpx2.Response(
            200, headers={"content-type": "text/event-stream"}, stream=GeneratorStream(self._body())
        )

    async def _body(self) -> AsyncIterator[bytes]:
        try:
            for line in self.lines:
                if isinstance(line, str):
                    yield f"{line}\n\n".encode()
                else:
                    await asyncio.sleep(line)
        finally:
            self.closed = True


def provider(server: httpx2.AsyncBaseTransport, **limits: float) -> ChatProvider:
    http = httpx2.AsyncClient(transport=server, trust_env=False)
    client = build_chat_client(base_url="http://model.test/v1", api_key="k", http_client=http)
    return ChatProvider(client, model="m", label="Model: m", is_scripted=False, **limits)


async def collect(speaker: ChatProvider, request: ChatRequest = ASK) -> list[str | Completion]:
    try:
        return [piece async for piece in speaker.speak(request)]
    finally:
        await speaker.close()


def said(text: str) -> str:
    return f'data: {{"choices":[{{"index":0,"delta":{{"content":"{text}"}}}}]}}'


def test_text_comes_in_pieces_and_the_whole_reply_comes_last() -> None:
    pieces = asyncio.run(collect(provider(Server(said("Two "), said("words"), "data: [DONE]"))))
    assert pieces[:2] == ["Two ", "words"]
    assert isinstance(pieces[2], Completion)
    assert (pieces[2].text, pieces[2].usage and pieces[2].usage.counted) == ("Two words", True)


def test_a_stream_that_just_stops_is_still_read() -> None:
    assert asyncio.run(collect(provider(Server(said("x")))))[0] == "x"


def test_an_empty_stream_with_status_200_is_a_failure() -> None:
    with pytest.raises(ProviderUnavailable, match="without a choice"):
        asyncio.run(collect(provider(Server("data: [DONE]"))))


@pytest.mark.parametrize(
    ("status", "permanent"), [(401, True), (404, True), (429, False), (500, False), (302, False)]
)
def test_an_error_status_says_whether_asking_again_could_help(status: int, permanent: bool) -> None:
    with pytest.raises(ProviderUnavailable) as caught:
        asyncio.run(collect(provider(Server(status=status))))
    assert caught.value.permanent is permanent


def test_words_before_a_break_are_heard_also_when_both_come_in_one_piece() -> None:
    heard: list[str] = []

    async def hear() -> None:
        speaker = provider(Server(said("I was") + "\n\ndata: {broken\n", 5.0))
        async for piece in speaker.speak(ASK):
            heard.append(str(piece))

    with pytest.raises(ProviderUnavailable, match="not JSON"):
        asyncio.run(hear())
    assert heard == ["I was"]


def test_a_reader_may_take_its_time_between_two_pieces() -> None:
    async def hear() -> str:
        speaker = provider(Server(said("x"), said("y"), "data: [DONE]"), total_seconds=0.2)
        pieces = speaker.speak(ASK)
        first = await anext(pieces)
        await asyncio.sleep(0.4)  # over the limit, and nothing here is cancelled
        with pytest.raises(ProviderUnavailable, match="in time"):
            await anext(pieces)
        await speaker.close()
        return str(first)

    assert asyncio.run(hear()) == "x"


def test_a_server_that_stays_silent_is_given_up() -> None:
    with pytest.raises(ProviderUnavailable, match="in time"):
        asyncio.run(collect(provider(Server(5.0, said("late")), first_token_seconds=0.05)))


def test_a_server_that_never_ends_is_given_up() -> None:
    with pytest.raises(ProviderUnavailable, match="in time"):
        asyncio.run(collect(provider(Server(said("x"), 5.0), total_seconds=0.1)))


def test_leaving_early_frees_the_upstream() -> None:
    server = Server(said("x"), said("y"), 5.0)

    async def leave() -> None:
        speaker = provider(server)
        pieces = speaker.speak(ASK)
        assert await anext(pieces) == "x"
        await pieces.aclose()
        await speaker.close()

    asyncio.run(leave())
    assert server.closed is True


def test_while_a_reply_runs_its_request_is_kept_by_nobody() -> None:
    asked: list[weakref.ref[httpx2.Request]] = []

    class Remembering(Server):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            asked.append(weakref.ref(request))
            return await super().handle_async_request(request)

    async def hear() -> tuple[bool, list[str | Completion]]:
        speaker = provider(Remembering(said("x"), said("y"), "data: [DONE]"))
        pieces = speaker.speak(ASK)
        await anext(pieces)
        gc.collect()
        is_gone = asked[0]() is None
        rest = [piece async for piece in pieces]
        await speaker.close()
        return is_gone, rest

    is_gone, rest = asyncio.run(hear())
    assert (is_gone, rest[0]) == (True, "y")


def scripted(script: Any) -> ChatProvider:
    shelf = Shelf()
    shelf.put("s1/a", script)
    http = httpx2.AsyncClient(transport=ScriptedTransport(shelf, words_per_second=0), trust_env=False)
    client = build_chat_client(base_url="http://scripted.invalid/v1", api_key="", http_client=http)
    return ChatProvider(client, model="scripted", label="Scripted avatar", is_scripted=True)


def test_the_scripted_avatar_goes_the_same_way_as_a_model() -> None:
    heard: list[Any] = []

    def script(messages: list[dict[str, Any]], tools: list[dict[str, Any]], turn: str) -> Spoken:
        heard.append((messages[-1]["content"], turn))
        return Spoken("Three dishes – cooked well.", (("cite", '{"doc": "deck"}'), ("claim", '{"id": "q1"}')))

    request = ChatRequest(messages=ASK.messages, script_key="s1/a", turn="opening")
    *words, whole = asyncio.run(collect(scripted(script), request))
    assert "".join(map(str, words)) == "Three dishes – cooked well."
    assert isinstance(whole, Completion)
    assert [(call.name, call.arguments) for call in whole.calls] == [
        ("cite", '{"doc": "deck"}'),
        ("claim", '{"id": "q1"}'),
    ]
    assert heard == [("How did we do?", "opening")]


def test_an_unknown_script_is_a_permanent_failure() -> None:
    with pytest.raises(ProviderUnavailable) as caught:
        asyncio.run(collect(scripted(None), ChatRequest(messages=ASK.messages, script_key="other")))
    assert caught.value.permanent is True


def test_the_scripted_avatar_offers_one_model_and_no_other_api() -> None:
    async def look() -> tuple[list[str], int]:
        speaker = scripted(None)
        models = [one.name for one in await speaker.describe_models()]
        async with httpx2.AsyncClient(transport=ScriptedTransport(Shelf(), words_per_second=0)) as http:
            other = await http.post("http://scripted.invalid/v1/responses", json={})
        await speaker.close()
        return models, other.status_code

    assert asyncio.run(look()) == (["scripted"], 404)


def test_the_shelf_makes_room_by_dropping_the_least_used_script() -> None:
    shelf = Shelf(size=2)
    for key in ("a", "b"):
        shelf.put(key, lambda *_: Spoken(""))
    shelf.get("a")
    shelf.put("c", lambda *_: Spoken(""))
    assert [shelf.get(key) is not None for key in ("a", "b", "c")] == [True, False, True]
