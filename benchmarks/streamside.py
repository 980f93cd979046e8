"""What stands beside our streams: apps that send the same words without us, and a chat endpoint that speaks at a pace.

Under uvicorn each: `streamside:bare` (no framework), `streamside:starlette_app` and `streamside:token_app` (their own venv will do),
`streamside:endpoint`. Text comes ten times a second, two words each, as from us; from `token_app` and the endpoint each word comes by
itself, twenty a second.
"""

import asyncio
import json

FLUSH_SECONDS = 0.1
WORD_SECONDS = 0.05


def event(sent, text):
    return f'id: 7.{sent}\nevent: text\ndata: {{"t":"{text}"}}\n\n'.encode()


async def events(seconds=FLUSH_SECONDS, text="word word "):
    sent = 0
    while True:
        await asyncio.sleep(seconds)
        sent += len(text)
        yield event(sent, text)


async def bare(scope, _receive, send):
    """No framework at all."""
    if scope["type"] == "http":
        await start(send)
        async for body in events():
            await send({"type": "http.response.body", "body": body, "more_body": True})


async def endpoint(scope, receive, send):
    """A chat endpoint as a server of models shows it."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await start(send)
    delta = {"index": 0, "delta": {"content": "word "}, "finish_reason": None}
    chunk = {
        "id": "c-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "bench",
        "choices": [delta],
    }
    body = b"data: " + json.dumps(chunk).encode() + b"\n\n"
    while True:
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await asyncio.sleep(WORD_SECONDS)


async def start(send):
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


def token_app():
    """The smallest Starlette app as it is usually written: each word is an event, as soon as it is there."""
    return starlette_app(seconds=WORD_SECONDS, text="word ")


def starlette_app(**how):
    """The smallest Starlette app that streams."""
    from starlette.applications import Starlette
    from starlette.responses import StreamingResponse
    from starlette.routing import Route

    async def stream(_request):
        return StreamingResponse(events(**how), media_type="text/event-stream")

    return Starlette(routes=[Route("/{path:path}", stream)])
