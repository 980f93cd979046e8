"""A whole lab with the scripted avatar opens no socket; a model endpoint is reached by one module alone."""

from __future__ import annotations

import asyncio
import socket
from typing import Any, NoReturn

import pytest
from django.db import connection

from labs.evaluation.services import score_session
from labs.sessions.models import Mode
from tests.cast import Cast
from tests.factories.labs import play, start_lab
from tests.labs.egress_trap import ROOT, SocketOpened
from tests.labs.model_server import ModelServer, text
from tests.labs.sessions.test_services import golden


@pytest.fixture
def socket_trap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connecting anywhere is a failure. The event loop's own pair of sockets, and the database's, stay."""

    def trap(self: socket.socket, address: Any) -> NoReturn:
        raise SocketOpened(f"a socket was opened to {address!r}")

    def resolver_trap(*args: Any, **kwargs: Any) -> NoReturn:
        raise SocketOpened(f"a name was looked up: {args!r}")

    connection.ensure_connection()
    monkeypatch.setattr(socket.socket, "connect", trap)
    monkeypatch.setattr(socket.socket, "connect_ex", trap)
    monkeypatch.setattr(socket, "getaddrinfo", resolver_trap)
    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", resolver_trap)


@pytest.mark.parametrize("name", ["excellent", "poor", "critical"])
def test_a_scripted_lab_opens_no_socket(cast: Cast, socket_trap: None, name: str) -> None:
    session = start_lab(cast.lena, mode=Mode.ASSESSED)
    golden(session, name)
    assert score_session(session_id=session.pk) is not None


def test_a_model_is_reached_by_the_egress_module_alone_and_nothing_else_is(
    cast: Cast, model: ModelServer, connections_made: list[Any]
) -> None:
    model.chunks = [text("97 %.")]
    play(start_lab(cast.lena), {"act": "ask", "intent": "ask_q2"})
    assert {f"http://{host}:{port}/v1" for host, port in connections_made} == {model.url}


@pytest.mark.parametrize(
    "room", ["labs/sessions/turns.py", "labs/providers/registry.py", "courses/search.py"]
)
def test_the_trap_of_this_suite_springs_where_any_other_file_connects(room: str) -> None:
    code = compile("ear.connect(('127.0.0.1', 9))", str(ROOT / room), "exec")
    with socket.socket() as ear, pytest.raises(SocketOpened, match=room):
        exec(code, {"ear": ear})


def test_the_trap_springs_in_a_task_too() -> None:
    async def connect() -> None:
        with socket.socket() as ear:
            ear.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.create_task(loop.sock_connect(ear, ("127.0.0.1", 9)))

    with pytest.raises(SocketOpened, match="a task"):
        asyncio.run(connect())
