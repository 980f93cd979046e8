"""Only the configured endpoint can be reached."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from labs.providers.egress import EgressTransport, build_client, refuse_address
from labs.providers.origin import EgressRefused, Origin


class Inside(httpx2.AsyncBaseTransport):
    def __init__(self) -> None:
        self.reached: list[str] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.reached.append(str(request.url))
        return httpx2.Response(302, headers={"location": "http://169.254.169.254/latest"})


def get(
    url: str, inside: Inside, base: str = "http://127.0.0.1:4402/v1", *, allow_private: bool = True
) -> httpx2.Response:
    async def ask() -> httpx2.Response:
        transport = EgressTransport(Origin.of(base), inside, allow_private=allow_private)
        async with httpx2.AsyncClient(transport=transport, trust_env=False) as client:
            return await client.get(url)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "url",
    [
        "http://example.test/v1",
        "http://127.0.0.1/v1",
        "http://127.0.0.1:4403/v1",
        "https://127.0.0.1:4402/v1",
        "http://127.0.0.1.evil.test:4402/v1",
        "http://169.254.169.254/latest",
    ],
)
def test_any_other_place_is_refused_before_a_connection(url: str) -> None:
    inside = Inside()
    with pytest.raises(EgressRefused):
        get(url, inside)
    assert inside.reached == []


def test_a_redirect_is_not_followed() -> None:
    inside = Inside()
    assert get("http://127.0.0.1:4402/v1/models", inside).status_code == 302
    assert inside.reached == ["http://127.0.0.1:4402/v1/models"]


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "fe80::1%eth0", "::ffff:169.254.169.254", "224.0.0.1", "0.0.0.0", "100.100.100.200"],
)
def test_some_addresses_are_never_allowed(address: str) -> None:
    with pytest.raises(EgressRefused):
        refuse_address(address, allow_private=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.5", "192.168.1.1", "::1", "::ffff:10.0.0.5"])
def test_private_addresses_need_the_operators_word(address: str) -> None:
    refuse_address(address, allow_private=True)
    with pytest.raises(EgressRefused):
        refuse_address(address, allow_private=False)


def test_a_name_that_points_inside_is_refused() -> None:
    inside = Inside()
    with pytest.raises(EgressRefused):
        get("http://localhost:4402/v1", inside, "http://localhost:4402/v1", allow_private=False)
    assert inside.reached == []


@pytest.mark.parametrize(
    "url",
    ["ftp://a.test", "file:///etc/passwd", "http://", "http://u:p@a.test", "http://a.test:99999", "nonsense"],
)
def test_an_address_that_is_no_endpoint_is_refused(url: str) -> None:
    with pytest.raises(EgressRefused):
        Origin.of(url)


def test_the_client_trusts_nothing_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.test:3128")

    async def look() -> tuple[bool, bool]:
        async with build_client("http://127.0.0.1:4402/v1", allow_private=True) as client:
            return client.follow_redirects, client.trust_env

    assert asyncio.run(look()) == (False, False)
