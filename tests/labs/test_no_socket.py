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
from tests.factories.labs import start_lab
from tests.labs.sessions.test_services import golden


class SocketOpened(AssertionError):
    pass


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
