"""The wire to a model's server, below the guarded way out."""

from __future__ import annotations

import asyncio
import datetime
import socket
import ssl
import threading
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from labs.providers.egress import build_client
from tests.labs.model_server import HANG_UP, ModelServer, Reply, text


async def read(model: ModelServer, *, wait: float = 0.0) -> list[bytes]:
    """The pieces of a reply, for a reader who looks up only after a while."""
    async with (
        build_client(model.url, allow_private=True) as client,
        client.stream("POST", f"{model.url}/chat/completions", json={"stream": True}) as answer,
    ):
        await asyncio.sleep(wait)
        return [part async for part in answer.stream]  # type: ignore[union-attr]  # an async client's


def test_what_comes_while_nobody_reads_is_one_piece(model: ModelServer) -> None:
    model.replies = [Reply([text("Two "), 0.02, text("more "), 0.02, text("words")])]
    pieces = asyncio.run(read(model, wait=0.5))
    assert len(pieces) == 1
    assert all(word in pieces[0] for word in (b"Two ", b"more ", b"words"))


def test_more_than_a_hundred_replies_come_at_once() -> None:
    many = 120

    async def ask() -> list[int]:
        all_have_asked, asked = asyncio.Event(), []

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append(await reader.readuntil(b"\r\n\r\n"))
            if len(asked) == many:
                all_have_asked.set()
            await all_have_asked.wait()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=many)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        async with server, build_client(url, allow_private=True) as client:
            answers = await asyncio.gather(*(client.get(f"{url}/models") for _ in range(many)))
        return [one.status_code for one in answers]

    assert asyncio.run(ask()) == [200] * many


def test_the_environment_names_no_proxy_for_it(model: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    model.chunks = [text("x")]
    assert b"x" in b"".join(asyncio.run(read(model)))


def test_a_connection_that_breaks_off_is_an_error_of_the_clients_own_library(model: ModelServer) -> None:
    model.replies = [Reply([text("x"), HANG_UP])]
    with pytest.raises(httpx2.TransportError):
        asyncio.run(read(model))


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with TlsServer(tmp_path) as port, pytest.raises(httpx2.ConnectError):
        asyncio.run(get(f"https://localhost:{port}/v1"))


async def get(url: str) -> None:
    async with build_client(url, allow_private=True) as client:
        await client.get(f"{url}/models")


class TlsServer:
    """Shows a certificate that it made itself."""

    def __init__(self, folder: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
        now = datetime.datetime.now(datetime.UTC)
        made = (
            x509.CertificateBuilder(name, name, key.public_key(), 1)
            .not_valid_before(now)
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .sign(key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        self.file = folder / "own.pem"
        self.file.write_bytes(
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            + made.public_bytes(pem)
        )
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.file)

    def __enter__(self) -> int:
        self.listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()
        return int(self.listening.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self.listening.close()

    def _serve(self) -> None:
        try:
            while True:
                there, _ = self.listening.accept()
                try:
                    self.context.wrap_socket(there, server_side=True).close()
                except OSError:
                    there.close()
        except OSError:
            return
