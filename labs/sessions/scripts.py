"""Ties the scripted avatar's pure engine to its transport."""

from __future__ import annotations

from typing import Any

from labs.providers.base import RawCall
from labs.providers.engine.avatar import respond
from labs.providers.engine.script import ToolCall, Turn
from labs.providers.shelf import Spoken, shelf
from labs.scenarios.engine.scenario import Scenario


def put_on_shelf(scenario: Scenario) -> str:
    """Make the scenario's script speakable in this process; returns its key."""
    key = scenario.script.key
    if shelf.get(key) is None:

        def speak(messages: list[dict[str, Any]], tools: list[dict[str, Any]], turn: str) -> Spoken:
            said = respond(scenario.script, messages, tools, Turn.from_json(turn))
            return Spoken(said.text, tuple((call.name, call.arguments) for call in said.calls))

        shelf.put(key, speak)
    return key


def tool_call(call: RawCall) -> ToolCall:
    """A call as the machine reads it."""
    return ToolCall(call.id, call.name, call.arguments)
