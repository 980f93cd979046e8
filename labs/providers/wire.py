"""The wire to a model's server: aiohttp below the chat client, because what a server sends while nobody reads must pile up.

Its reader gives all that has come as one piece, and its parser is in C: a streamed token costs 10 µs here and 50 in httpx2's own
transport, which hands out each chunk of a response by itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import httpx2

WRITTEN_BELOW = {"connection", "transfer-encoding", "content-length"}


@contextmanager
def _as_httpx_errors() -> Iterator[None]:
    """Whoever calls knows the errors of its own library."""
    try:
        yield
    except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
        raise httpx2.ConnectError(str(error)) from error
    except TimeoutError as error:
        raise httpx2.ReadTimeout("nothing came in time") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise httpx2.ReadError(str(error)) from error


class _Body(httpx2.AsyncByteStream):
    """What has come so far, as one piece each time it is asked for. In between nothing is read: a wake-up costs more than a word."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx_errors():
            while part := await self._answer.content.readany():
                line = self._answer.connection  # None when all has come
                protocol = line.protocol if line is not None else None
                if protocol is None:
                    yield part
                else:
                    protocol.pause_reading()
                    yield part
                    protocol.resume_reading()

    async def aclose(self) -> None:
        self._answer.close()


class Wire(httpx2.AsyncBaseTransport):
    """One pool of connections. It follows no redirect, keeps no cookie and reads nothing from the environment."""

    def __init__(self, *, connect_seconds: float, idle_seconds: float) -> None:
        self._timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=connect_seconds, sock_read=idle_seconds
        )
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        headers = [
            (name, value) for name, value in request.headers.multi_items() if name not in WRITTEN_BELOW
        ]
        with _as_httpx_errors():
            answer = await self._open_session().request(
                request.method,
                str(request.url),
                data=await request.aread() or None,
                headers=headers,
                allow_redirects=False,
                server_hostname=self._name_to_check(request),
            )
        return httpx2.Response(
            answer.status,
            headers=list(answer.raw_headers),
            stream=_Body(answer),
        )

    def _name_to_check(self, request: httpx2.Request) -> str | None:
        """The name that a certificate must bear, where the request goes to an address."""
        name: Any = request.extensions.get("sni_hostname")
        return str(name) if name and request.url.scheme == "https" else None

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:  # it belongs to the event loop of its first request
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, ssl=httpx2.create_ssl_context(trust_env=False)),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                trust_env=False,
                auto_decompress=False,
            )
        return self._session

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
