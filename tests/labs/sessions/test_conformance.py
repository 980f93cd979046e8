"""How independent servers deviate, each as it was seen, over a real connection into a real session.

One table for what must be understood, one for what must be given up; both end in the log.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from labs.models import LabSession, LabTurn
from labs.providers import egress, openai_chat, registry
from labs.sessions import log
from labs.sessions.services import take_act
from labs.workplace.engine.events import first_broken
from tests.cast import Cast
from tests.factories.labs import play, start_lab
from tests.labs.model_server import HANG_UP, ModelServer, Reply, call, chunk, line, text
from tests.labs.sessions.test_streaming import listen

ASK = {"act": "ask", "intent": "ask_q2"}
SAID = "Deck v0.3 says 97 %."


def tool(index: int | None = 0, *, id: str | None = None, **function: Any) -> dict[str, Any]:
    part: dict[str, Any] = {"type": "function", "function": function}
    if index is not None:
        part["index"] = index
    if id is not None:
        part["id"] = id
    return chunk({"tool_calls": [part]})


USAGE = {"choices": [], "usage": {"prompt_tokens": 50, "completion_tokens": 7}}
CITE = json.dumps({"doc": "deck-v0.3"})
CLAIM = json.dumps({"claim": "owner"})

UNDERSTOOD: dict[str, list[Any]] = {
    "an ordinary stream with usage at the end": [
        chunk({"role": "assistant", "content": ""}),
        text(SAID),
        USAGE,
    ],
    "no role, no usage, no reason": [text(SAID)],
    "a role alone in a delta of its own": [chunk({"role": "assistant"}), chunk({}), text(SAID)],
    "content null beside the role": [chunk({"role": "assistant", "content": None}), text(SAID)],
    "usage null in every chunk": [chunk({"content": SAID}, usage=None), chunk({}, reason="stop", usage=None)],
    "usage in every chunk, growing": [
        chunk({"content": "Deck v0.3 "}, usage={"prompt_tokens": 50, "completion_tokens": 3}),
        chunk({"content": "says 97 %."}, usage={"prompt_tokens": 50, "completion_tokens": 7}),
    ],
    "lines that end with CR LF": [line(text(SAID), end="\r\n\r\n"), b"data: [DONE]\r\n\r\n"],
    "lines that end with CR alone": [line(text(SAID), end="\r\r")],
    "no space after data:": [line(text(SAID), start="data:")],
    "a byte order mark before the first line": [b"\xef\xbb\xbf" + line(text(SAID))],
    "comments that keep the line open": [b": keep-alive\n\n", line(text(SAID)), b":\n\n"],
    "names of events and ids": [b"event: message\nid: 7\nretry: 100\n", line(text(SAID))],
    "one line in three pieces, cut within a letter": [
        line(text("Deck v0.3 says 97 % – so."))[:40],
        line(text("Deck v0.3 says 97 % – so."))[40:55],
        line(text("Deck v0.3 says 97 % – so."))[55:],
    ],
    "many lines in one piece": [b"".join(line(text(word)) for word in ("Deck ", "v0.3 ", "says ", "97 %."))],
    "bare objects without a frame": [json.dumps(text(SAID)).encode() + b"\n"],
    "a whole reply although a stream was asked for": [
        json.dumps({"choices": [{"index": 0, "message": {"role": "assistant", "content": SAID}}]}).encode()
    ],
    "content as a list of parts": [chunk({"content": [{"type": "text", "text": SAID}]})],
    "unknown fields everywhere": [
        {**text(SAID), "system_fingerprint": None, "x": {"y": [1]}, "object": "odd"}
    ],
    "a first chunk of filters without a choice": [{"choices": [], "prompt_filter_results": []}, text(SAID)],
    "thoughts in a field of their own": [chunk({"reasoning_content": "Let me see."}), text(SAID)],
    "thoughts in another field": [chunk({"reasoning": "Hm.", "content": ""}), text(SAID)],
    "thoughts within the text, in pieces": [
        text("<th"),
        text("ink>They want"),
        text(" a figure.</thi"),
        text(f"nk>\n\n{SAID}"),
    ],
    "a reply that only looks like a thought": [text("<thin air> is no thought.")],
    "the reason length": [text(SAID), chunk({}, reason="length")],
    "two choices, of which one is asked for": [
        {"choices": [{"index": 0, "delta": {"content": SAID}}, {"index": 1, "delta": {"content": "Other."}}]}
    ],
}


@pytest.mark.parametrize("quirk", UNDERSTOOD)
def test_a_server_that_does_so_is_understood(cast: Cast, model: ModelServer, quirk: str) -> None:
    model.replies = [Reply(UNDERSTOOD[quirk], ends_with_done=False)]
    session = start_lab(cast.lena)
    play(session, ASK)
    said, turn = last_said(session), LabTurn.objects.get()
    assert (said.params["engine"], turn.fell_back, turn.reply_tokens > 0) == ("model:small-1", False, True)
    assert said.private["text"].startswith(("Deck v0.3 says 97 %", "is no thought"))
    assert first_broken(log.events_of(session)) is None


CALLED: dict[str, list[Any]] = {
    "whole in one delta": [call("cite", doc="deck-v0.3"), call("claim", claim="owner")],
    "arguments letter by letter": [
        tool(0, id="a", name="cite", arguments=""),
        *[tool(0, arguments=letter) for letter in CITE],
        tool(1, id="b", name="claim", arguments=CLAIM),
    ],
    "the name again in every delta": [
        *[tool(0, id="a", name="cite", arguments=part) for part in (CITE[:5], CITE[5:])],
        tool(1, id="b", name="claim", arguments=CLAIM),
    ],
    "index 0 for each of two calls": [
        tool(0, id="a", name="cite", arguments=CITE),
        tool(0, id="b", name="claim", arguments=CLAIM),
    ],
    "no index": [
        tool(None, id="a", name="cite", arguments=CITE),
        tool(None, id="b", name="claim", arguments=CLAIM),
    ],
    "no id": [tool(0, name="cite", arguments=CITE), tool(1, name="claim", arguments=CLAIM)],
    "arguments as an object": [
        tool(0, id="a", name="cite", arguments={"doc": "deck-v0.3"}),
        tool(1, id="b", name="claim", arguments={"claim": "owner"}),
    ],
    "the name before its arguments, null in between": [
        tool(0, id="a", name="cite", arguments=None),
        tool(0, id="a", name=None, arguments=CITE),
        tool(1, id="b", name="claim", arguments=CLAIM),
    ],
    "the reason stop instead of tool_calls": [
        tool(0, id="a", name="cite", arguments=CITE),
        tool(1, id="b", name="claim", arguments=CLAIM),
        chunk({}, reason="stop"),
    ],
    "both at once": [
        chunk(
            {
                "tool_calls": [
                    {"index": 0, "id": "a", "function": {"name": "cite", "arguments": CITE}},
                    {"index": 1, "id": "b", "function": {"name": "claim", "arguments": CLAIM}},
                ]
            }
        )
    ],
}


@pytest.mark.parametrize("quirk", CALLED)
def test_a_tool_call_that_comes_so_is_understood(cast: Cast, model: ModelServer, quirk: str) -> None:
    model.chunks = [text("It is on time."), *CALLED[quirk]]
    session = start_lab(cast.lena)
    play(session, ASK)
    events = log.events_of(session)
    assert last_said(session).params["cites"] == ["deck-v0.3"]
    assert [event.params["claim"] for event in events if event.type == "claim.made"][4:] == ["owner"]
    assert [event.params for event in events if event.type == "tool.rejected"] == []


GIVEN_UP: dict[str, Reply] = {
    "it drops the connection before a word": Reply([HANG_UP]),
    "it drops the connection in mid-sentence": Reply([text("I was about"), HANG_UP]),
    "it drops the connection within a line": Reply(
        [text("I was about"), b'data: {"choices": [{"ind', HANG_UP]
    ),
    "it answers 429": Reply(status=429),
    "it answers 503": Reply(status=503),
    "it answers 200 and no choice": Reply([]),
    "it answers 200 and an empty choice": Reply([chunk({}, reason="stop")]),
    "it reports an error within the stream": Reply([text("I was"), {"error": {"message": "out of memory"}}]),
    "a line is no JSON": Reply([text("I was"), b"data: {broken\n\n"]),
    "a line is JSON but no object": Reply([b"data: [1, 2]\n\n"]),
    "the reply has no end": Reply([text("long " * 1000) for _ in range(8)]),
    "a line has no end": Reply([b"data: " + b"x" * 200_000 for _ in range(8)]),
    "the arguments have no end": Reply(
        [tool(0, id="a", name="cite", arguments="x" * 5000) for _ in range(8)]
    ),
    "there are more calls than anybody needs": Reply(
        [tool(n, id=f"c{n}", name="cite", arguments="{}") for n in range(40)]
    ),
    "it answers with a page": Reply([b"<!doctype html><title>Login</title>\n"]),
    "it thinks and says nothing": Reply([text("<think>What now?")]),
}


@pytest.mark.parametrize("fault", GIVEN_UP)
def test_a_server_that_does_so_is_given_up_and_the_scripted_avatar_says_the_whole_turn(
    cast: Cast, model: ModelServer, fault: str
) -> None:
    model.replies = [GIVEN_UP[fault]]
    session = start_lab(cast.lena)
    play(session, ASK)
    said, turn = last_said(session), LabTurn.objects.get()
    assert (said.params["engine"], turn.fell_back, turn.state) == ("scripted", True, "done")
    assert "I was" not in said.private["text"]
    assert [event.params["what"] for event in log.events_of(session) if event.type == "system.error"] == [
        "provider_unavailable"
    ]
    assert first_broken(log.events_of(session)) is None


@pytest.mark.parametrize("parts", [[1.5, text("late")], [text("I was"), 1.5, text("late")]])
def test_a_server_that_stalls_is_given_up(
    cast: Cast, model: ModelServer, monkeypatch: pytest.MonkeyPatch, parts: list[Any]
) -> None:
    monkeypatch.setattr(egress, "IDLE_SECONDS", 0.4)
    monkeypatch.setattr(openai_chat, "FIRST_TOKEN_SECONDS", 0.4)
    model.replies = [Reply(parts)]
    session = start_lab(cast.lena)
    play(session, ASK)
    assert (last_said(session).params["engine"], LabTurn.objects.get().fell_back) == ("scripted", True)


def test_a_server_that_recovers_is_asked_again_after_a_rest(
    cast: Cast, model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.replies = [Reply(status=500)]
    model.chunks = [text(SAID)]
    session = start_lab(cast.lena)
    play(session, ASK)
    monkeypatch.setattr(registry, "REST_SECONDS", 0.0)
    registry.forget_failures()
    play(session, ASK)
    engines = [event.params["engine"] for event in log.events_of(session) if event.type == "msg.avatar"]
    assert engines[1:] == ["scripted", "model:small-1"]


@pytest.mark.django_db(transaction=True)
def test_a_live_listener_hears_the_restart_and_then_the_whole_scripted_turn(
    client: Client, cast: Cast, model: ModelServer, asgi_server: str
) -> None:
    model.replies = [Reply([text("I was about to say"), 0.3, HANG_UP])]
    client.force_login(cast.lena)
    session = start_lab(cast.lena)
    take_act(session=session, action=ASK, key="k-12345678")
    heard = listen(asgi_server, client, session)
    assert ("restart" in heard.names, heard.names[-1]) == (True, "turn")
    after = heard.names.index("restart")
    words = "".join(data["t"] for name, _id, data in heard.frames[after:] if name == "text")
    assert words.strip() == last_said(session).private["text"].strip()
    assert "I was about to say" not in words


def last_said(session: LabSession) -> Any:
    return [event for event in log.events_of(session) if event.type == "msg.avatar"][-1]
