"""The one way out: a client that may reach a single configured host, and no other."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2

CONNECT_SECONDS = 5.0
IDLE_SECONDS = 20.0
DEFAULT_PORTS = {"http": 80, "https": 443}
METADATA_ADDRESSES = frozenset({"169.254.169.254", "fd00:ec2::254", "100.100.100.200"})


class EgressRefused(Exception):
    """A request tried to leave for a place that is not the configured endpoint."""


@dataclass(frozen=True)
class Origin:
    """Scheme, host and port of an endpoint."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Origin:
        """Raises EgressRefused unless `url` is plain http(s) with a host and without credentials."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise EgressRefused("The address of the endpoint cannot be read.") from error
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.username or parts.password:
            raise EgressRefused(
                "The address of the endpoint must be http or https, with a host and no password."
            )
        return cls(parts.scheme, parts.hostname.lower(), port or DEFAULT_PORTS[parts.scheme])


def refuse_address(address: str, *, allow_private: bool) -> None:
    """Raise EgressRefused for addresses that no endpoint may have: link-local, metadata, multicast, and private ones if so set."""
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    never = found.is_link_local or found.is_multicast or found.is_unspecified
    if never or str(found) in METADATA_ADDRESSES:
        raise EgressRefused("The endpoint resolves to an address that is never allowed.")
    if not allow_private and (found.is_private or found.is_loopback):
        raise EgressRefused("The endpoint resolves to a private address.")


class EgressTransport(httpx2.AsyncBaseTransport):
    """Lets a request pass only to one origin, after looking at the addresses behind its name."""

    def __init__(self, origin: Origin, inner: httpx2.AsyncBaseTransport, *, allow_private: bool) -> None:
        self._origin = origin
        self._inner = inner
        self._allow_private = allow_private

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        asked = Origin(url.scheme, url.host.lower(), url.port or DEFAULT_PORTS.get(url.scheme, 0))
        if asked != self._origin:
            raise EgressRefused("Only the configured endpoint may be reached.")
        await self._look_at_addresses()
        return await self._inner.handle_async_request(request)

    async def _look_at_addresses(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(self._origin.host, self._origin.port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpx2.ConnectError("The name of the endpoint is not known.") from error
        for *_, address in found:
            refuse_address(str(address[0]), allow_private=self._allow_private)

    async def aclose(self) -> None:
        await self._inner.aclose()


def build_client(base_url: str, *, allow_private: bool) -> httpx2.AsyncClient:
    """A client for `base_url` alone: no redirects, no proxies or certificates from the environment, TLS verified."""
    transport = EgressTransport(
        Origin.of(base_url),
        httpx2.AsyncHTTPTransport(verify=True, trust_env=False, retries=0),
        allow_private=allow_private,
    )
    timeout = httpx2.Timeout(connect=CONNECT_SECONDS, read=IDLE_SECONDS, write=10.0, pool=10.0)
    return httpx2.AsyncClient(transport=transport, timeout=timeout, follow_redirects=False, trust_env=False)
