"""The one way out: a client that may reach a single configured host, and no other."""

from __future__ import annotations

import asyncio
import ipaddress
import socket

import httpx2

from labs.providers.origin import DEFAULT_PORTS, EgressRefused, Origin
from labs.providers.wire import Wire

CONNECT_SECONDS = 5.0
IDLE_SECONDS = 20.0
METADATA_ADDRESSES = frozenset({"169.254.169.254", "fd00:ec2::254", "100.100.100.200"})


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
    """Lets a request pass only to one origin, and connects to the very address that was looked at.

    A name that answers with a public address first and a private one later gains nothing: it is resolved once a request.
    """

    def __init__(self, origin: Origin, inner: httpx2.AsyncBaseTransport, *, allow_private: bool) -> None:
        self._origin = origin
        self._inner = inner
        self._allow_private = allow_private

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        asked = Origin(url.scheme, url.host.lower(), url.port or DEFAULT_PORTS.get(url.scheme, 0))
        if asked != self._origin:
            raise EgressRefused("Only the configured endpoint may be reached.")
        for address in await self._addresses():
            try:
                return await self._inner.handle_async_request(self._pinned(request, address))
            except httpx2.ConnectError as error:
                problem = error
        raise problem

    async def _addresses(self) -> list[str]:
        """Where the name leads. All of them must be allowed: one bad address is one too many."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(self._origin.host, self._origin.port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpx2.ConnectError("The name of the endpoint is not known.") from error
        addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
        for address in addresses:
            refuse_address(address, allow_private=self._allow_private)
        if not addresses:
            raise httpx2.ConnectError("The name of the endpoint has no address.")
        return addresses

    def _pinned(self, request: httpx2.Request, address: str) -> httpx2.Request:
        """The same request to the address itself; the certificate is still checked against the name."""
        return httpx2.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": self._origin.host},
        )

    async def aclose(self) -> None:
        await self._inner.aclose()


def build_client(base_url: str, *, allow_private: bool) -> httpx2.AsyncClient:
    """A client for `base_url` alone: no redirects, no proxies or certificates from the environment, TLS verified."""
    wire = Wire(connect_seconds=CONNECT_SECONDS, idle_seconds=IDLE_SECONDS)
    transport = EgressTransport(Origin.of(base_url), wire, allow_private=allow_private)
    return httpx2.AsyncClient(transport=transport, follow_redirects=False, trust_env=False)
