"""One address for pages and streams: `python -m config.dispatcher`. A proxy such as nginx does this in production.

It reads the head of each request, chooses the process by path, and passes bytes on in both directions. Each client
connection has upstream connections of its own, so two people's answers cannot be mixed up. It refuses what it cannot
frame: chunked bodies (411), two lengths or folded headers (400), heads over 64 KiB (431).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
import time
from dataclasses import dataclass, field

STREAM_PREFIX = b"/learn/labs/streams/"
MOST_HEAD = 64 * 1024
HEAD_SECONDS = 30
QUIET_SECONDS = 300
_FORWARDED = (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded", b"x-real-ip")
_STARTING = (
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>Ready Room starts</title>'
    b"<h1>Ready Room is starting</h1><p>Its pages answer in a few seconds. Please load this page again.</p></html>"
)


@dataclass
class Targets:
    """Where pages and streams live, as (host, port)."""

    pages: tuple[str, int]
    streams: tuple[str, int]
    open: set[Client] = field(default_factory=set)


class Refused(Exception):
    """A request that is answered here: its status line."""


class Upstream(asyncio.Protocol):
    """One connection to pages or streams, for one client alone."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.transport: asyncio.Transport | None = None
        self.has_answered = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # a TCP connection is a Transport

    def data_received(self, data: bytes) -> None:
        self.has_answered = True
        self.client.answer(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.client.upstream_lost(self)

    def pause_writing(self) -> None:
        self.client.hold(True)

    def resume_writing(self) -> None:
        self.client.hold(False)


class Client(asyncio.Protocol):
    """One connection of a browser. It knows where the current request ends; answers are passed on unread."""

    def __init__(self, targets: Targets) -> None:
        self.targets = targets
        self.transport: asyncio.Transport | None = None
        self.peer = b"unknown"
        self.waiting = bytearray()
        self.body_left = 0
        self.upstreams: dict[tuple[str, int], Upstream] = {}
        self.current: Upstream | None = None
        self.connecting = False
        self.last_seen = time.monotonic()

    # from the browser
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # a TCP connection is a Transport
        peer = transport.get_extra_info("peername")
        self.peer = str(peer[0]).encode() if peer else b"unknown"
        self.targets.open.add(self)

    def data_received(self, data: bytes) -> None:
        self.last_seen = time.monotonic()
        if self.connecting or self.waiting:
            self.waiting += data
            if not self.connecting:
                self.advance()
        elif self.body_left >= len(data) and self.current and self.current.transport:
            self.body_left -= len(data)
            self.current.transport.write(data)
        else:
            self.waiting += data
            self.advance()

    def connection_lost(self, exc: Exception | None) -> None:
        self.targets.open.discard(self)
        for upstream in self.upstreams.values():
            if upstream.transport:
                upstream.transport.close()

    def pause_writing(self) -> None:
        self._pause_upstreams(True)

    def resume_writing(self) -> None:
        self._pause_upstreams(False)

    def _pause_upstreams(self, is_full: bool) -> None:
        for upstream in self.upstreams.values():
            if upstream.transport and not upstream.transport.is_closing():
                (upstream.transport.pause_reading if is_full else upstream.transport.resume_reading)()

    # the request
    def advance(self) -> None:
        """Send on as much of what waits as belongs to complete heads and their bodies."""
        while self.waiting and not self.connecting:
            if self.body_left:
                part = bytes(self.waiting[: self.body_left])
                del self.waiting[: self.body_left]
                self.body_left -= len(part)
                if self.current and self.current.transport:
                    self.current.transport.write(part)
                continue
            end = self.waiting.find(b"\r\n\r\n")
            if end < 0:
                if len(self.waiting) > MOST_HEAD:
                    self.refuse(b"431 Request Header Fields Too Large")
                return
            head = bytes(self.waiting[:end])
            del self.waiting[: end + 4]
            try:
                target, rewritten = self.read_head(head)
            except Refused as refusal:
                self.refuse(str(refusal).encode())
                return
            self.send_head(target, rewritten)

    def read_head(self, head: bytes) -> tuple[tuple[str, int], bytes]:
        """Choose the process for this request and rewrite its head; sets how much body follows."""
        first, *lines = head.split(b"\r\n")
        words = first.split(b" ")
        if len(words) != 3 or not words[1].startswith((b"/", b"*")) or len(head) > MOST_HEAD:
            raise Refused("400 Bad Request")
        kept = [first]
        length: bytes | None = None
        for line in lines:
            name, colon, value = line.partition(b":")
            key = name.lower()
            if not colon or not name or name != name.strip() or b"\n" in line or b"\r" in line:
                raise Refused("400 Bad Request")
            if key == b"transfer-encoding":
                raise Refused("411 Length Required")
            if key == b"content-length":
                if length is not None or not value.strip().isdigit():
                    raise Refused("400 Bad Request")
                length = value.strip()
            if key not in _FORWARDED:
                kept.append(line)
        self.body_left = int(length or b"0")
        kept.append(b"X-Forwarded-For: " + self.peer)
        is_stream = words[1].startswith(STREAM_PREFIX)
        target = self.targets.streams if is_stream else self.targets.pages
        return target, b"\r\n".join(kept) + b"\r\n\r\n"

    def send_head(self, target: tuple[str, int], head: bytes) -> None:
        upstream = self.upstreams.get(target)
        if upstream and upstream.transport and not upstream.transport.is_closing():
            upstream.has_answered = False
            self.current = upstream
            upstream.transport.write(head)
            return
        self.connecting = True
        task = asyncio.ensure_future(self.connect(target, head))
        task.add_done_callback(lambda done: done.exception())

    async def connect(self, target: tuple[str, int], head: bytes) -> None:
        upstream = Upstream(self)
        try:
            await asyncio.get_running_loop().create_connection(lambda: upstream, *target)
        except OSError:
            self.connecting = False
            self.refuse(b"503 Service Unavailable", _STARTING)
            return
        self.connecting = False
        if self.transport is None or self.transport.is_closing():
            if upstream.transport:
                upstream.transport.close()
            return
        self.upstreams[target] = self.current = upstream
        if upstream.transport:
            upstream.transport.write(head)
        self.advance()

    # the answer
    def answer(self, data: bytes) -> None:
        self.last_seen = time.monotonic()
        if self.transport and not self.transport.is_closing():
            self.transport.write(data)

    def upstream_lost(self, upstream: Upstream) -> None:
        for target, known in list(self.upstreams.items()):
            if known is upstream:
                del self.upstreams[target]
        if upstream is not self.current or self.transport is None:
            return
        self.current = None
        if upstream.has_answered:
            self.transport.close()
        else:
            self.refuse(b"503 Service Unavailable", _STARTING)

    def hold(self, is_full: bool) -> None:
        if self.transport and not self.transport.is_closing():
            (self.transport.pause_reading if is_full else self.transport.resume_reading)()

    def refuse(self, status: bytes, body: bytes = b"") -> None:
        if self.transport is None or self.transport.is_closing():
            return
        kind = b"text/html; charset=utf-8" if body else b"text/plain"
        self.transport.write(
            b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\nRetry-After: 2\r\nConnection: close\r\n\r\n%b"
            % (status, kind, len(body), body)
        )
        self.waiting.clear()
        self.transport.close()


async def close_quiet(targets: Targets) -> None:
    """Close what sends half a head and stops, and what is silent in both directions."""
    while True:
        await asyncio.sleep(10)
        now = time.monotonic()
        for client in list(targets.open):
            limit = HEAD_SECONDS if client.waiting and not client.connecting else QUIET_SECONDS
            if client.transport and now - client.last_seen > limit:
                client.transport.close()


async def serve(host: str, port: int, targets: Targets) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Client(targets), host, port, backlog=1024)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    sweeper = asyncio.ensure_future(close_quiet(targets))
    await stop.wait()
    sweeper.cancel()
    server.close()
    # Streams get a moment to write what they have; a browser comes back by itself.
    deadline = time.monotonic() + 3
    while targets.open and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
        for client in list(targets.open):
            is_idle = client.current is None or client.current.has_answered
            if is_idle and time.monotonic() - client.last_seen > 0.2 and client.transport:
                client.transport.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listen", default="127.0.0.1:8000")
    parser.add_argument("--pages", required=True)
    parser.add_argument("--streams", required=True)
    given = parser.parse_args()
    targets = Targets(pages=address(given.pages), streams=address(given.streams))
    with contextlib.suppress(ImportError):
        import uvloop

        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    try:
        asyncio.run(serve(*address(given.listen), targets))
    except OSError as error:
        sys.exit(f"{given.listen}: {error.strerror or error}. Is the port taken? Choose another with --port.")


def address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host, int(port)


if __name__ == "__main__":
    main()
