"""Reads the lines of a Chat Completions stream and puts the reply together, however a server deviates.

The rules come from watching independent servers: one repeats the function name in every delta, one sends index 0 for every
parallel call, one ends without a choice when its sampler failed, several leave out usage, `[DONE]` or `tool_calls` as reason, some
send their thoughts in a field of their own or within the text. Thoughts are never shown and never kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from labs.providers.base import Completion, RawCall, Usage

DONE = b"[DONE]"
MAX_LINE = 1_000_000
MAX_TEXT = 20_000
MAX_CALLS = 32
MAX_ARGUMENTS = 20_000


class StreamBroken(Exception):
    """The stream cannot be a reply: an error object, no choice at all, or more than we accept."""


BOM = b"\xef\xbb\xbf"
THOUGHTS = ("<think>", "</think>")
THOUGHT_FIELDS = ("reasoning_content", "reasoning", "thinking")


def data_of(line: bytes) -> bytes | None:
    """The data of one line of an event stream, or None for comments, blank lines and other fields.

    A bare object is data too: some servers leave the frame out, or ignore that a stream was asked for.
    """
    line = line.removeprefix(BOM).strip()
    if line.startswith(b"data:"):
        return line[5:].strip()
    return line if line.startswith(b"{") else None


class ThoughtFilter:
    """Takes `<think> … </think>` at the start of a reply out of its text, in whatever pieces it comes."""

    def __init__(self) -> None:
        self._held = ""
        self._place = "start"  # start → thinking → said

    @property
    def is_thinking(self) -> bool:
        return self._place == "thinking"

    def feed(self, text: str) -> str:
        """What of this piece is meant to be heard."""
        if self._place == "said":
            return text
        begin, end = THOUGHTS
        self._held += text
        if self._place == "start":
            bare = self._held.lstrip()
            if begin.startswith(bare[: len(begin)]) and len(bare) < len(begin):
                return ""
            if not bare.startswith(begin):
                return self._say(self._held)
            self._place = "thinking"
        before, mark, after = self._held.partition(end)
        if not mark:
            self._held = before[-len(end) :]
            return ""
        return self._say(after.lstrip())

    def finish(self) -> str:
        """What was held back and turns out to be no thought."""
        return self._say(self._held) if self._place == "start" else ""

    def _say(self, text: str) -> str:
        self._place, self._held = "said", ""
        return text


def _text_of(content: object) -> str:
    """The words of a delta: a string, or a list of parts."""
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, dict))
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


@dataclass
class _OpenCall:
    id: str
    index: int
    position: int
    name: str = ""
    arguments: list[str] = field(default_factory=list)


class Accumulator:
    """Feed it the bytes as they come; `finish` gives the whole reply."""

    def __init__(self) -> None:
        self._rest = b""
        self.broken: StreamBroken | None = None
        self._text = ""
        self._calls: list[_OpenCall] = []
        self._finish_reason = ""
        self._usage: Usage | None = None
        self._saw_choice = False
        self._thoughts = ThoughtFilter()
        self.is_alive = False

    def feed_bytes(self, part: bytes) -> str:
        """The text that this part of the stream adds: it may hold many lines, or end within one.

        Raises StreamBroken; where words came before the break they are returned, and `broken` holds it.
        """
        *lines, self._rest = (self._rest + part).replace(b"\r", b"\n").split(b"\n")
        before = len(self._text)
        try:
            for line in lines:
                if line:
                    self.feed_line(line)
            if len(self._rest) > MAX_LINE:
                raise StreamBroken("a line is too long")
        except StreamBroken as error:
            if len(self._text) == before:
                raise
            self.broken = error
        return self._text[before:]

    def feed_line(self, line: bytes) -> str:
        """The text that this line adds. Raises StreamBroken on an error or on something that is not JSON."""
        data = data_of(line)
        if not data or data == DONE:
            return ""
        try:
            chunk = json.loads(str(data, "utf-8"))
        except ValueError as error:
            raise StreamBroken("a chunk is not JSON") from error
        if not isinstance(chunk, dict):
            raise StreamBroken("a chunk is not an object")
        return self.feed(chunk)

    def feed(self, chunk: dict[str, Any]) -> str:
        """The text that this chunk adds."""
        if chunk.get("error"):
            raise StreamBroken("the server reported an error within the stream")
        if usage := chunk.get("usage"):
            self._read_usage(usage)
        choices = chunk.get("choices")
        if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
            return ""
        self._saw_choice = True
        choice = choices[0]
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            self._finish_reason = reason
        delta = choice.get("delta") or choice.get("message") or {}
        if not isinstance(delta, dict):
            return ""
        for position, part in enumerate(delta.get("tool_calls") or []):
            if isinstance(part, dict):
                self._read_call(part, position)
        text = _text_of(delta.get("content"))
        self.is_alive = self.is_alive or bool(text) or any(delta.get(name) for name in THOUGHT_FIELDS)
        return self._heard(self._thoughts.feed(text)) if text else ""

    def _heard(self, text: str) -> str:
        self._text += text
        if len(self._text) > MAX_TEXT:
            raise StreamBroken("the reply is too long")
        return text

    def close(self) -> str:
        """Nothing follows: the last text, if a line had no end or some was held back."""
        last, self._rest = self._rest, b""
        return self.feed_line(last) + self._heard(self._thoughts.finish())

    def _read_usage(self, usage: object) -> None:
        if not isinstance(usage, dict):
            return
        prompt, completion = usage.get("prompt_tokens"), usage.get("completion_tokens")
        if isinstance(prompt, int) and isinstance(completion, int):
            self._usage = Usage(prompt=max(prompt, 0), completion=max(completion, 0))

    def _read_call(self, part: dict[str, Any], position: int) -> None:
        raw_index = part.get("index")
        index = raw_index if isinstance(raw_index, int) else position
        raw_id = part.get("id")
        call = self._call_for(raw_id if isinstance(raw_id, str) else "", index, position)
        function = part.get("function")
        if not isinstance(function, dict):
            return
        if isinstance(function.get("name"), str) and function["name"]:
            call.name = function["name"]  # set, never appended: some servers repeat it in every delta
        arguments = function.get("arguments")
        if isinstance(arguments, dict):
            arguments = json.dumps(arguments)
        if isinstance(arguments, str) and arguments:
            call.arguments.append(arguments)
            if sum(map(len, call.arguments)) > MAX_ARGUMENTS:
                raise StreamBroken("the arguments of a tool call are too long")

    def _call_for(self, call_id: str, index: int, position: int) -> _OpenCall:
        """The open call a delta belongs to: by id when it has one, else the newest one at (index, position)."""
        for call in reversed(self._calls):
            if call_id and call.id == call_id:
                return call
            if not call_id and (call.index, call.position) == (index, position):
                return call
        if not call_id:
            for call in reversed(self._calls):
                if call.index == index:
                    return call
        if len(self._calls) >= MAX_CALLS:
            raise StreamBroken("too many tool calls")
        call = _OpenCall(id=call_id, index=index, position=position)
        self._calls.append(call)
        return call

    @property
    def text(self) -> str:
        """What has been said so far."""
        return self._text

    def finish(self) -> Completion:
        """The whole reply. Raises StreamBroken when the stream held no choice, no text and no call."""
        calls = tuple(
            RawCall(call.id or f"call_{number}", call.name, "".join(call.arguments))
            for number, call in enumerate(self._calls)
            if call.name
        )
        if not self._saw_choice:
            raise StreamBroken("the stream ended without a choice")
        if not self.text.strip() and not calls:
            raise StreamBroken("the reply is empty")
        return Completion(self.text, calls, self._finish_reason, self._usage)


def arguments_of(call: RawCall) -> dict[str, Any]:
    """The arguments as an object; anything else is an empty object, which the tool's schema then judges."""
    try:
        value = json.loads(call.arguments or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
