"""Gives each part of a rule a type, against one lab in one variant. What it refuses, it locates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from labs.workplace.engine.events import COMMON, DOMAINS, EVENTS
from labs.workplace.engine.rules import grammar as g
from labs.workplace.engine.rules.errors import RuleError

ANSWERS = {"count": "num", "refs": "set", "overlap": "num", "met": "num"}  # the rest say bool


@dataclass(frozen=True, slots=True)
class Schema:
    """What the checker knows of one lab in one variant."""

    domains: Mapping[str, frozenset[str]] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    commit_fields: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = False  # examples in the docs name ids of several labs

    def params(self, event: str) -> Mapping[str, str]:
        """Parameters of an event, in order; a commit also has the lab's note fields."""
        params = EVENTS[event].params
        return {**params, **self.commit_fields} if event == "decision.commit" else params

    def domain(self, name: str) -> frozenset[str] | None:
        """The closed set of a parameter type; None where any value goes."""
        return self.domains.get(name, DOMAINS.get(name))


def check(node: g.Node, schema: Schema, want: str, text: str) -> None:
    """Raise a located RuleError unless the rule has the wanted type and fits the lab."""
    _Checker(schema, text).want(node, want)


class _Checker:
    def __init__(self, schema: Schema, text: str) -> None:
        self.schema, self.text = schema, text

    def fail(self, node: g.Node, problem: str) -> NoReturn:
        raise RuleError(self.text, node.pos, problem)

    def want(self, node: g.Node, *types: str) -> str:
        found = self.type(node)
        if found not in types:
            self.fail(node, f"expected {' or '.join(types)}, this is {found}")
        return found

    def type(self, node: g.Node) -> str:
        if isinstance(node, g.Literal):
            return node.kind
        if isinstance(node, g.Variable):
            return self.variable(node)
        if isinstance(node, g.SetOf):
            for item in node.items:
                self.want(item, "id", "set")
            return "set"
        if isinstance(node, g.Logic):
            for part in node.parts:
                self.want(part, "bool")
            return ANSWERS.get(node.word, "bool")
        if isinstance(node, g.Compare):
            return self.comparison(node)
        if isinstance(node, g.Between):
            kind = self.want(node.what, "num", "clock")
            self.want(node.low, kind)
            self.want(node.high, kind)
            return "bool"
        if isinstance(node, g.Sum):
            return self.sum(node)
        if isinstance(node, g.Members):
            self.want(node.have, "set")
            self.want(node.need, "set")
            return ANSWERS.get(node.word, "bool")
        if isinstance(node, g.Ask):
            return self.ask(node)
        raise AssertionError(type(node))  # pragma: no cover

    def variable(self, node: g.Variable) -> str:
        if node.name not in self.schema.variables:
            self.fail(node, f"the variant has no variable ${node.name}")
        value = self.schema.variables[node.name]
        if isinstance(value, bool) or value is None or isinstance(value, dict):
            self.fail(node, f"${node.name} is neither a number, a text nor a list of texts")
        if isinstance(value, list | tuple):
            if not all(isinstance(v, str) for v in value):
                self.fail(node, f"${node.name} is a list with other things than texts in it")
            return "set"
        return "num" if isinstance(value, int | float) else "id"

    def comparison(self, node: g.Compare) -> str:
        kind = self.want(node.left, "num", "clock", "id")
        self.want(node.right, kind)
        if kind == "id" and node.op not in ("==", "!="):
            self.fail(node, "ids have no order; use == or !=")
        if kind == "id":
            self.known(node.left, node.right)
            self.known(node.right, node.left)
        return "bool"

    def known(self, source: g.Node, other: g.Node) -> None:
        """An id that is compared with a parameter must be one of the values the parameter can take."""
        if not isinstance(source, g.Ask) or not isinstance(other, g.Literal | g.Variable):
            return
        kind = {**self.schema.params(source.pattern.event), **COMMON}.get(source.parameter, "")
        self.member(other, kind)

    def sum(self, node: g.Sum) -> str:
        pair = (self.want(node.left, "num", "clock"), self.want(node.right, "num", "clock"))
        if (pair == ("clock", "clock") and node.op == "+") or (pair == ("num", "clock") and node.op == "-"):
            self.fail(node, "a clock time cannot be used like this")
        return "num" if pair[0] == pair[1] else "clock"

    def ask(self, node: g.Ask) -> str:
        self.pattern(node.pattern)
        if node.other is not None:
            self.pattern(node.other)
        if node.minutes is not None:
            self.want(node.minutes, "num")
        params = {**self.schema.params(node.pattern.event), **COMMON}
        if node.name in ("first", "last"):
            if node.parameter not in params:
                self.fail(node, f"{node.pattern.event} has no parameter {node.parameter}")
            kind = params[node.parameter]
            return kind if kind in ("num", "clock") else "set" if kind.startswith("set:") else "id"
        if node.name == "refs" and "refs" not in params:
            self.fail(node, f"{node.pattern.event} has no refs")
        return ANSWERS.get(node.name, "bool")

    def pattern(self, node: g.Pattern) -> None:
        if node.event not in EVENTS:
            self.fail(node, f"unknown event {node.event}")
        params = self.schema.params(node.event)
        order, named, used = list(params), False, set[str]()
        for place, arg in enumerate(node.args):
            fits = arg.name in params if arg.name else place < len(order) and not named
            if not fits:
                takes = ", ".join(order) or "nothing"
                self.fail(node, f"{node.event} takes {takes}; argument {place + 1} does not fit")
            named = named or arg.name is not None
            name = arg.name or order[place]
            if name in used:
                self.fail(node, f"{name} is given twice")
            used.add(name)
            for item in arg.either:
                self.member(item, params[name])

    def member(self, item: g.Node, kind: str) -> None:
        """The item must be of the parameter's type, and in its closed set."""
        if kind in ("num", "clock"):
            self.want(item, kind)
            return
        self.want(item, "id", "set")
        domain = self.schema.domain(kind.removeprefix("set:"))
        if domain is None or self.schema.is_open:
            return
        value = (
            self.schema.variables[item.name] if isinstance(item, g.Variable) else getattr(item, "value", "")
        )
        for one in value if isinstance(value, list | tuple) else [value]:
            if one not in domain:
                self.fail(
                    item, f"{one} is no {kind.removeprefix('set:')}; known: {', '.join(sorted(domain))}"
                )
