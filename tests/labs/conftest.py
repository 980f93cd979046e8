"""A real ASGI server in a thread, for streams, and an independent model server that the environment names."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import uvicorn
from django.db import connections

from config.streams import StreamHandler
from labs.providers import registry, scripted_transport
from labs.providers.openai_chat import ChatProvider, build_chat_client
from tests.labs.egress_trap import only_egress_connects
from tests.labs.model_server import ModelServer, serve_model


@pytest.fixture
def asgi_server(transactional_db: None) -> Iterator[str]:
    """The address of the whole project under uvicorn."""
    config = uvicorn.Config(
        StreamHandler(at_once=8),
        host="127.0.0.1",
        port=0,
        lifespan="off",
        log_config=None,
        loop="asyncio",
    )
    server = uvicorn.Server(config)

    def run() -> None:
        asyncio.run(server.serve())
        connections.close_all()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def model(settings: Any) -> Iterator[ModelServer]:
    """A model endpoint, set for the whole environment."""
    registry.forget_failures()
    with serve_model() as server:
        settings.OPENAI_BASE_URL = server.url
        settings.OPENAI_MODEL = "small-1"
        settings.OPENAI_API_KEY = "k"
        yield server
    registry.forget_failures()


@pytest.fixture
def slow_avatar(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The scripted avatar at a reading pace; the suite lets it answer at once."""
    transport = scripted_transport.ScriptedTransport(
        registry.shelf, words_per_second=getattr(request, "param", 40)
    )
    http = httpx2.AsyncClient(transport=transport, trust_env=False)
    client = build_chat_client(base_url=scripted_transport.BASE_URL, api_key="", http_client=http)
    slow = ChatProvider(client, model="scripted", label="Scripted avatar", is_scripted=True)
    monkeypatch.setattr(registry, "scripted_provider", lambda: slow)


@pytest.fixture(autouse=True)
def connections_made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """For every test of labs: only the egress module connects, and only to the configured host."""
    yield from only_egress_connects(monkeypatch)
