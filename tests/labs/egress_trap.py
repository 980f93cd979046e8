"""A trap for the whole labs suite: who opens a connection must be the egress module on its way to the configured host, or a test."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import httpx2
import pytest

from labs.providers.egress import EgressTransport
from labs.providers.origin import Origin

ROOT = Path(__file__).resolve().parents[2]
OURS = tuple(
    f"{ROOT}/{name}/" for name in ("accounts", "certificates", "config", "courses", "labs", "portal")
)
TESTS = f"{ROOT}/tests/"
LOCAL = {"127.0.0.1", "::1"}

_leaving: ContextVar[Origin | None] = ContextVar("leaving", default=None)


class SocketOpened(AssertionError):
    """Something other than the egress module tried to connect."""


def caller() -> str:
    """The nearest file of this project on the stack; empty for a task, whose stack ends at the event loop."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.endswith("asyncio/events.py"):
            return ""
        if name != __file__ and name.startswith((*OURS, TESTS)):
            return name
        frame = frame.f_back  # type: ignore[assignment]
    return ""


def is_allowed(address: Any) -> bool:
    origin = _leaving.get()
    if origin is not None:
        hosts = LOCAL if origin.host in {*LOCAL, "localhost"} else {origin.host}
        return address[0] in hosts and address[1] == origin.port
    return caller().startswith(TESTS)


def only_egress_connects(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Yields the addresses that the egress module connected to."""
    connected: list[Any] = []
    leave, connect, connect_ex = (
        EgressTransport.handle_async_request,
        socket.socket.connect,
        socket.socket.connect_ex,
    )

    async def watched(self: EgressTransport, request: httpx2.Request) -> httpx2.Response:
        token = _leaving.set(self._origin)
        try:
            return await leave(self, request)
        finally:
            _leaving.reset(token)

    def looked_at(self: socket.socket, address: Any) -> None:
        if self.family not in {socket.AF_INET, socket.AF_INET6}:
            return
        if not is_allowed(address):
            raise SocketOpened(f"{caller() or 'a task'} opened a connection to {address!r}")
        if _leaving.get() is not None:
            connected.append(address)

    def trapped(self: socket.socket, address: Any) -> Any:
        looked_at(self, address)
        return connect(self, address)

    def trapped_ex(self: socket.socket, address: Any) -> Any:
        looked_at(self, address)
        return connect_ex(self, address)

    monkeypatch.setattr(EgressTransport, "handle_async_request", watched)
    monkeypatch.setattr(socket.socket, "connect", trapped)
    monkeypatch.setattr(socket.socket, "connect_ex", trapped_ex)
    yield connected
