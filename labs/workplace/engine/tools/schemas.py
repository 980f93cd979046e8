"""JSON Schema 2020-12 of each tool's arguments, closed over one office: nothing outside its sets gets in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from labs.workplace.engine.canonical import canonical
from labs.workplace.engine.office import Office

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SHORT, LONG = 200, 4000
Json = dict[str, Any]


def _one_of(values: list[str]) -> Json:
    return {"type": "string", "maxLength": SHORT, "enum": values} if values else {"not": {}}


def _some_of(values: list[str]) -> Json:
    return {"type": "array", "items": _one_of(values), "maxItems": 40, "uniqueItems": True}


def _text(longest: int) -> Json:
    return {"type": "string", "maxLength": longest}


def _number(low: float = -1e12, high: float = 1e12) -> Json:
    return {"type": "number", "minimum": low, "maximum": high}


def _field(office: Office, kind: str) -> Json:
    if kind == "num":
        return _number()
    if kind.startswith("set:"):
        return _some_of(office.ids(kind.removeprefix("set:")))
    return _one_of(office.ids(kind)) if office.schema.domain(kind) is not None else _text(SHORT)


def _note(office: Office) -> Json:
    fields = {name: _field(office, kind) for name, kind in office.note_fields.items()}
    own = {
        "option": _one_of(office.ids("option")),
        "label": _one_of(office.ids("onoff")),
        "refs": _some_of(office.ids("ref")),
        "rationale": _some_of(office.ids("rationale")),
        "text": _text(LONG),
    }
    return {**own, **fields}


def _contact(office: Office) -> Json:
    return {
        "to": _one_of(office.ids("human")),
        "channel": _one_of(office.ids("channel")),
        "number_source": _one_of(office.ids("origin")),
        "text": _text(LONG),
    }


Properties = Callable[[Office], Json]
# name: (properties, required). The order is the order in RULES: the acts of a learner, then the avatar's tools.
ARGUMENTS: Mapping[str, tuple[Properties, tuple[str, ...]]] = {
    "ask": (lambda o: {"intent": _one_of(o.ids("chip"))}, ("intent",)),
    "say": (lambda o: {"text": {**_text(o.limits.chars_per_turn), "minLength": 1}}, ("text",)),
    "open": (
        lambda o: {
            "doc": _one_of(o.ids("doc")),
            "page": {"type": "integer", "minimum": 1, "maximum": 999},
            "view": _one_of(o.ids("view")),
        },
        ("doc",),
    ),
    "flag": (
        lambda o: {"claim": _one_of(o.ids("claim")), "reason": _one_of(o.ids("reason"))},
        ("claim", "reason"),
    ),
    "verify": (
        lambda o: {
            "claim": _one_of(o.ids("claim")),
            "source": _one_of(o.ids("doc")),
            "result": _one_of(o.ids("result")),
        },
        ("claim", "source", "result"),
    ),
    "calc": (lambda o: {"field": _one_of(o.ids("field")), "value": _number()}, ("field", "value")),
    "confidence": (
        lambda o: {
            "item": _one_of(o.ids("item")),
            "value": _number(0, 100),
            "phase": _one_of(o.ids("phase")),
        },
        ("item", "value", "phase"),
    ),
    "challenge": (lambda o: {"kind": _one_of(o.ids("challenge"))}, ("kind",)),
    "contact": (_contact, ("to",)),
    "mail": (
        lambda o: {"to": _one_of(o.ids("human")), "text": {**_text(LONG), "minLength": 1}},
        ("to", "text"),
    ),
    "escalate": (lambda o: {"to": _one_of(o.ids("human")), "reason": _text(LONG)}, ("to",)),
    "submit": (lambda o: {"type": _one_of(o.ids("submit")), "n": _number(0, 1e9)}, ("type",)),
    "paste": (
        lambda o: {
            "class": _one_of(o.ids("dataclass")),
            "n": _number(0, 1e6),
            "snippet": _one_of(sorted(o.snippets)),
        },
        (),
    ),
    "redact": (lambda _o: {"n": _number(1, 1e6)}, ("n",)),
    "report": (
        lambda o: {
            "type": _one_of(o.ids("report")),
            "refs": _some_of(o.ids("ref")),
            "names": _one_of(o.ids("yesno")),
            "text": _text(LONG),
        },
        ("type",),
    ),
    "handoff": (lambda o: {"to": _one_of(o.ids("human"))}, ("to",)),
    "improve": (lambda o: {"kind": _one_of(o.ids("improvement"))}, ("kind",)),
    "decide": (
        lambda o: {
            **_note(o),
            "proposal": _one_of(o.ids("proposal")),
            "decision": _one_of(o.ids("verdict")),
        },
        ("proposal", "decision"),
    ),
    "note": (_note, ()),
    "undo": (lambda _o: {"of": {"type": "integer", "minimum": 1, "maximum": 100000}}, ("of",)),
    "wait": (lambda _o: {"minutes": {"type": "integer", "minimum": 1, "maximum": 240}}, ()),
    "hint": (lambda _o: {}, ()),
    "commit": (_note, ()),
    "finish": (lambda _o: {}, ()),
    # what an avatar may call
    "heard": (lambda o: {"act": _one_of(o.ids("intent")), "reply": _number(0, 99)}, ("act",)),
    "cite": (lambda o: {"doc": _one_of(o.ids("doc"))}, ("doc",)),
    "claim": (lambda o: {"claim": _one_of(o.ids("claim"))}, ("claim",)),
    "propose": (lambda o: {"proposal": _one_of(o.ids("proposal"))}, ("proposal",)),
    "look_up": (lambda _o: {"query": {**_text(SHORT), "minLength": 1}}, ("query",)),
    "suggest": (lambda o: {"acts": _some_of(o.ids("chip"))}, ("acts",)),
}


def argument_schema(office: Office, tool: str) -> Json:
    """The whole schema of one tool's arguments."""
    properties, required = ARGUMENTS[tool]
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": properties(office),
        "required": list(required),
        "additionalProperties": False,
    }


@lru_cache(maxsize=1024)
def _validator(schema: str) -> Any:
    # Only a session needs it: importing jsonschema costs more than a cold page may.
    from jsonschema import Draft202012Validator

    parsed = json.loads(schema)
    Draft202012Validator.check_schema(parsed)
    return Draft202012Validator(parsed)


def argument_problems(office: Office, tool: str, arguments: Any) -> list[str]:
    """What is wrong with the arguments, in plain words; empty when nothing is."""
    validator = _validator(canonical(argument_schema(office, tool)))
    errors = sorted(validator.iter_errors(arguments), key=lambda e: [str(p) for p in e.absolute_path])
    return [f"{'.'.join(str(p) for p in e.absolute_path) or tool}: {e.message[:200]}" for e in errors]
