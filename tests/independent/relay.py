"""A relay that makes an independent server call a tool: it adds to each request what forces the call, and passes the stream on as it comes.

Random weights never begin a call by themselves. The call, its arguments and the stream are the server's own.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.request import Request, urlopen

BEGINS_A_CALL = "<tool_call>"  # as make_gguf.py names it
BLANKS = (" ", "\n", "\t", "\r")  # random weights would fill their tokens with them, where JSON allows it
PIECE = 256


class Relay(BaseHTTPRequestHandler):
    upstream: str
    tool: dict[str, Any]
    heard: bytearray

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked |= {
            "tools": [self.tool],
            "tool_choice": "required",
            "parallel_tool_calls": False,
            "stop": ["</tool_call>"],  # one call: the token that is asked for would begin the next
            "logit_bias": [[token_of(self.upstream, BEGINS_A_CALL), 100]]
            + [[token_of(self.upstream, blank), -100] for blank in BLANKS],
        }
        with urlopen(_json(f"{self.upstream}{self.path}", asked), timeout=120) as answer:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.end_headers()
            while piece := answer.read1(PIECE):
                self.heard += piece
                self.wfile.write(piece)
                self.wfile.flush()

    def log_message(self, *_args: Any) -> None:
        return None


@cache
def token_of(upstream: str, text: str) -> int:
    """The number of the token that this text is."""
    with urlopen(_json(f"{upstream}/tokenize", {"content": text}), timeout=30) as answer:
        return int(json.load(answer)["tokens"][0])


def _json(address: str, body: dict[str, Any]) -> Request:
    return Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})


@contextlib.contextmanager
def forcing(upstream: str, tool: dict[str, Any]) -> Iterator[tuple[str, bytearray]]:
    """Yields the address that forces this tool, and what the server said over it."""
    heard = bytearray()
    kind = type("Forcing", (Relay,), {"upstream": upstream, "tool": tool, "heard": heard})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", heard
    finally:
        server.shutdown()
        server.server_close()
