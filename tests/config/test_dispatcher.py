"""One address: streams go one way, pages the other, and nothing that cannot be framed goes on."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from config.dispatcher import Client, Targets


class Backend:
    """A small server that remembers the requests it got and answers each with its own name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.heads: list[str] = []
        self.bodies: list[bytes] = []
        self.lost = 0

    async def handle(self, reader, writer):
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                self.heads.append(head)
                length = next(
                    (
                        int(line[15:])
                        for line in head.split("\r\n")
                        if line.lower().startswith("content-length:")
                    ),
                    0,
                )
                self.bodies.append(await reader.readexactly(length))
                if "/forever/" in head:
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
                    await reader.read(1)
                    raise ConnectionResetError
                if "/dies/" in head:
                    break
                body = self.name.encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        except (asyncio.IncompleteReadError, ConnectionError):
            self.lost += 1
        finally:
            writer.close()


@asynccontextmanager
async def a_house():
    pages, streams = Backend("pages"), Backend("streams")
    servers = [await asyncio.start_server(backend.handle, "127.0.0.1", 0) for backend in (pages, streams)]
    addresses = [server.sockets[0].getsockname()[:2] for server in servers]
    targets = Targets(pages=addresses[0], streams=addresses[1])
    front = await asyncio.get_running_loop().create_server(lambda: Client(targets), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*front.sockets[0].getsockname()[:2])
    try:
        yield pages, streams, reader, writer
    finally:
        writer.close()
        for server in (front, *servers):
            server.close()
        await asyncio.sleep(0.01)


async def answer(reader) -> tuple[str, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next(int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length:"))
    return head.split("\r\n")[0], await reader.readexactly(length)


def run(story):
    asyncio.run(asyncio.wait_for(story(), 10))


def test_streams_and_pages_share_one_connection():
    async def story():
        async with a_house() as (_, _, reader, writer):
            for path, name in (
                ("/learn/", b"pages"),
                ("/learn/labs/streams/7/", b"streams"),
                ("/", b"pages"),
            ):
                writer.write(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path.encode())
                assert await answer(reader) == ("HTTP/1.1 200 OK", name)

    run(story)


def test_a_long_form_arrives_whole_in_whatever_pieces_it_comes():
    async def story():
        async with a_house() as (pages, _, reader, writer):
            body = b"x" * 300_000
            request = b"POST /a/ HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
            for at in range(0, len(request), 7001):
                writer.write(request[at : at + 7001])
                await asyncio.sleep(0)
            assert await answer(reader) == ("HTTP/1.1 200 OK", b"pages")
            assert pages.bodies == [body]

    run(story)


def test_the_caller_cannot_choose_its_own_address():
    async def story():
        async with a_house() as (pages, _, reader, writer):
            writer.write(
                b"GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9\r\nX-Real-IP: 203.0.113.9\r\n\r\n"
            )
            await answer(reader)
            assert "203.0.113.9" not in pages.heads[0]
            assert "X-Forwarded-For: 127.0.0.1\r\n" in pages.heads[0]

    run(story)


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "411"),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "400"),
        (b"POST / HTTP/1.1\r\nContent-Length : 1\r\n\r\n", "400"),
        (b"GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n", "400"),
        (b"GET / HTTP/1.1\r\nA: b\nTransfer-Encoding: chunked\r\n\r\n", "400"),
        (b"nonsense\r\n\r\n", "400"),
        (b"GET http://other/ HTTP/1.1\r\n\r\n", "400"),
        (b"GET / HTTP/1.1\r\nA: " + b"x" * 70_000, "431"),
    ],
)
def test_what_cannot_be_framed_is_refused_and_reaches_nobody(request_head, status):
    async def story():
        async with a_house() as (pages, _, reader, writer):
            writer.write(request_head)
            line, _ = await answer(reader)
            assert line.split()[1] == status
            assert await reader.read() == b""
            assert pages.heads == []

    run(story)


def test_while_pages_are_away_people_read_that_they_start():
    async def story():
        async with a_house() as (_, _, reader, writer):
            writer.write(b"GET /dies/ HTTP/1.1\r\nHost: x\r\n\r\n")
            line, body = await answer(reader)
            assert line == "HTTP/1.1 503 Service Unavailable"
            assert b"Ready Room is starting" in body

    run(story)


def test_a_closed_browser_ends_its_stream():
    async def story():
        async with a_house() as (_, streams, reader, writer):
            writer.write(b"GET /learn/labs/streams/forever/ HTTP/1.1\r\nHost: x\r\n\r\n")
            await reader.readuntil(b"data: 1\n\n")
            writer.close()
            for _ in range(200):
                if streams.lost:
                    break
                await asyncio.sleep(0.01)
            assert streams.lost == 1

    run(story)
