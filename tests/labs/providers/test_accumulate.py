"""Replies are put together the same way, however a server deviates from the norm."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labs.providers.accumulate import MAX_TEXT, Accumulator, StreamBroken, arguments_of
from labs.providers.base import RawCall, Usage


def chunk(delta: dict[str, Any], reason: str | None = None, **more: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}], **more}


def call(index: int | None = 0, **parts: Any) -> dict[str, Any]:
    part: dict[str, Any] = {"function": {k: v for k, v in parts.items() if k in {"name", "arguments"}}}
    if index is not None:
        part["index"] = index
    if "id" in parts:
        part["id"] = parts["id"]
    return part


def read(*chunks: dict[str, Any]) -> Accumulator:
    found = Accumulator()
    for one in chunks:
        found.feed(one)
    return found


def test_text_is_joined_in_the_order_it_came() -> None:
    found = read(
        chunk({"role": "assistant", "content": ""}),
        chunk({"content": "Two "}),
        chunk({"content": "words"}, "stop"),
    )
    whole = found.finish()
    assert (whole.text, whole.calls, whole.finish_reason, whole.usage) == ("Two words", (), "stop", None)


def test_a_function_name_repeated_in_every_delta_is_set_and_not_appended() -> None:
    found = read(
        *(
            chunk({"tool_calls": [call(id="c1", name="read_document", arguments=part)]})
            for part in ('{"doc_id"', ': "D-1"}')
        ),
        chunk({}, "tool_calls"),
    )
    assert found.finish().calls == (RawCall("c1", "read_document", '{"doc_id": "D-1"}'),)


def test_a_new_id_at_a_used_index_opens_a_new_call() -> None:
    found = read(
        chunk({"tool_calls": [call(0, id="a", name="cite", arguments='{"doc": "x"}')]}),
        chunk({"tool_calls": [call(0, id="b", name="cite", arguments='{"doc"')]}),
        chunk({"tool_calls": [call(0, arguments=': "y"}')]}),
    )
    assert [arguments_of(one) for one in found.finish().calls] == [{"doc": "x"}, {"doc": "y"}]


def test_deltas_without_ids_are_kept_apart_by_their_index() -> None:
    found = read(
        chunk({"tool_calls": [call(0, name="cite", arguments="{"), call(1, name="claim", arguments="{")]}),
        chunk({"tool_calls": [call(1, arguments='"id": "q1"}')]}),
        chunk({"tool_calls": [call(0, arguments='"doc": "k"}')]}),
    )
    assert [(one.name, arguments_of(one)) for one in found.finish().calls] == [
        ("cite", {"doc": "k"}),
        ("claim", {"id": "q1"}),
    ]


def test_calls_without_an_index_are_kept_apart_by_their_place() -> None:
    found = read(
        chunk(
            {
                "tool_calls": [
                    call(None, name="cite", arguments="{}"),
                    call(None, name="claim", arguments="{}"),
                ]
            }
        )
    )
    assert [one.name for one in found.finish().calls] == ["cite", "claim"]


def test_arguments_sent_as_an_object_are_read() -> None:
    found = read(chunk({"tool_calls": [call(id="a", name="cite", arguments={"doc": "x"})]}))
    assert arguments_of(found.finish().calls[0]) == {"doc": "x"}


def test_the_reason_stop_does_not_hide_tool_calls() -> None:
    assert (
        len(read(chunk({"tool_calls": [call(id="a", name="cite", arguments="{}")]}, "stop")).finish().calls)
        == 1
    )


@pytest.mark.parametrize("content", ["", None])
def test_empty_content_beside_a_call_is_accepted(content: str | None) -> None:
    found = read(chunk({"content": content, "tool_calls": [call(id="a", name="cite", arguments="{}")]}))
    assert found.finish().text == ""


def test_a_stream_without_a_choice_is_a_failure() -> None:
    with pytest.raises(StreamBroken, match="without a choice"):
        read({"choices": []}, {"usage": {"prompt_tokens": 1, "completion_tokens": 0}}).finish()


def test_a_reply_without_words_and_calls_is_a_failure() -> None:
    with pytest.raises(StreamBroken, match="empty"):
        read(chunk({"content": " "}, "stop")).finish()


def test_an_error_object_inside_a_good_response_is_a_failure() -> None:
    with pytest.raises(StreamBroken, match="reported an error"):
        read({"error": {"message": "out of memory"}})


def test_usage_is_read_wherever_it_comes() -> None:
    found = read(
        chunk({"content": "x"}),
        {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2, "x": 1}},
    )
    assert found.finish().usage == Usage(7, 2)


def test_a_message_in_place_of_a_delta_is_read() -> None:
    assert read({"choices": [{"message": {"content": "whole"}}]}).finish().text == "whole"


@pytest.mark.parametrize("line", ["", ": ping", "event: done", "data: [DONE]", "data:", "id: 4"])
def test_lines_that_carry_no_chunk_add_nothing(line: str) -> None:
    assert Accumulator().feed_line(line.encode()) == ""


def test_data_is_read_with_and_without_a_space() -> None:
    found = Accumulator()
    body = json.dumps(chunk({"content": "a"}))
    assert found.feed_line(f"data:{body}".encode()) + found.feed_line(f"data: {body}\r".encode()) == "aa"


@pytest.mark.parametrize("line", ["data: {", "data: 7", "data: [1]"])
def test_a_chunk_that_is_no_object_is_a_failure(line: str) -> None:
    with pytest.raises(StreamBroken):
        Accumulator().feed_line(line.encode())


def test_a_reply_that_never_ends_is_a_failure() -> None:
    found = read(*[chunk({"content": "x" * 1000})] * (MAX_TEXT // 1000))
    with pytest.raises(StreamBroken, match="too long"):
        found.feed(chunk({"content": "x"}))


@pytest.mark.parametrize("arguments", ["", "{", "[]", "null", "7", "__import__('os')"])
def test_arguments_that_are_no_object_become_an_empty_one(arguments: str) -> None:
    assert arguments_of(RawCall("a", "cite", arguments)) == {}


NAMES = ["choices", "delta", "tool_calls", "function", "name", "arguments", "id", "index", "content", "usage"]
LEAVES = st.sampled_from([None, True, 0, -1, 2**70, "", "x", "{}"])
INNER = st.dictionaries(st.sampled_from(NAMES), LEAVES | st.lists(LEAVES, max_size=2), max_size=3)
OUTER = st.dictionaries(st.sampled_from(NAMES), LEAVES | INNER | st.lists(INNER, max_size=2), max_size=3)
CHUNKS = st.dictionaries(
    st.sampled_from(["choices", "usage", "error"]), LEAVES | OUTER | st.lists(OUTER | LEAVES, max_size=2)
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(CHUNKS, max_size=4))
def test_whatever_a_server_sends_is_a_reply_or_a_named_failure(chunks: list[dict[str, Any]]) -> None:
    found = Accumulator()
    with contextlib.suppress(StreamBroken):
        for one in chunks:
            found.feed(one)
        found.finish()
