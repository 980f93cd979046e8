"""An independent server that speaks the chat protocol on a local port, well or badly: each test says what it sends next."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DONE = b"data: [DONE]\n\n"
HANG_UP = object()  # the connection is cut here, without an end


def chunk(delta: dict[str, Any] | None = None, *, reason: str | None = None, **more: Any) -> dict[str, Any]:
    """One chunk with one choice."""
    return {"choices": [{"index": 0, "delta": delta or {}, "finish_reason": reason}], **more}


def text(words: str) -> dict[str, Any]:
    return chunk({"content": words})


def call(name: str, **arguments: Any) -> dict[str, Any]:
    function = {"name": name, "arguments": json.dumps(arguments)}
    return chunk({"tool_calls": [{"index": 0, "id": f"c-{name}", "type": "function", "function": function}]})


def line(data: dict[str, Any], *, start: str = "data: ", end: str = "\n\n") -> bytes:
    return f"{start}{json.dumps(data)}{end}".encode()


@dataclass
class Reply:
    """What is sent: chunks as objects, lines as bytes, pauses as seconds, or `HANG_UP`."""

    parts: list[Any] = field(default_factory=list)
    status: int = 200
    ends_with_done: bool = True


@dataclass
class ModelServer:
    """`chunks` and `status` are what every request gets, unless `replies` holds one for it."""

    url: str = ""
    status: int = 200
    chunks: list[Any] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    listed: list[dict[str, Any]] = field(default_factory=lambda: [{"id": "small-1", "object": "model"}])
    answer: Callable[[dict[str, Any]], Reply] | None = None

    def next_reply(self, request: dict[str, Any]) -> Reply:
        if self.answer is not None:
            return self.answer(request)
        return self.replies.pop(0) if self.replies else Reply(self.chunks, self.status)


class Handler(BaseHTTPRequestHandler):
    model: ModelServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._json(200, {"object": "list", "data": self.model.listed})

    def do_POST(self) -> None:
        self.model.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.model.keys.append(self.headers.get("Authorization", ""))
        reply = self.model.next_reply(self.model.heard[-1])
        if reply.status != 200:
            self._json(reply.status, {"error": {"message": "no"}})
            return
        if not self.model.heard[-1].get("stream"):
            self._json(200, self._whole(reply))
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        with contextlib.suppress(OSError):  # the client may leave at any time
            for part in [*reply.parts, *([DONE] if reply.ends_with_done else [])]:
                if part is HANG_UP:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                    return
                if isinstance(part, float | int):
                    time.sleep(part)
                else:
                    self._chunk(part if isinstance(part, bytes) else line(part))
            self._chunk(b"")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _whole(self, reply: Reply) -> dict[str, Any]:
        said = "".join(
            part["choices"][0]["delta"].get("content") or ""
            for part in reply.parts
            if isinstance(part, dict) and part.get("choices")
        )
        return {
            "choices": [
                {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
            ]
        }

    def _json(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args: Any) -> None:
        return None


@contextlib.contextmanager
def serve_model() -> Iterator[ModelServer]:
    """A server on a free port of this machine; it is gone when the block ends."""
    model = ModelServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"model": model}))
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
