"""Reads a log with a rule. Total and pure: the same events always give the same answer."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labs.workplace.engine.events import Event, undone
from labs.workplace.engine.rules import grammar as g
from labs.workplace.engine.rules.checker import Schema

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule says of a log, and the seqs of every event that one of its patterns matched."""

    value: Any
    evidence: tuple[int, ...]


class Evaluator:
    """A missing value makes its sum missing and its comparison false; a missing set is empty."""

    def __init__(self, events: Sequence[Event], schema: Schema) -> None:
        self.events, self.schema = events, schema
        self.gone = undone(events)
        self.seen: set[int] = set()

    def read(self, node: g.Node) -> Reading:
        """The value of a rule with its evidence."""
        self.seen = set()
        value = self.value(node)
        return Reading(value, tuple(sorted(self.seen)))

    def value(self, node: g.Node) -> Any:
        if isinstance(node, g.Literal):
            return node.value
        if isinstance(node, g.Variable):
            return self.schema.variables[node.name]
        if isinstance(node, g.SetOf):
            return self.items(node.items)
        if isinstance(node, g.Logic):
            return self.logic(node)
        if isinstance(node, g.Compare):
            left, right = self.value(node.left), self.value(node.right)
            return left is not None and right is not None and OPERATORS[node.op](left, right)
        if isinstance(node, g.Between):
            what, low, high = self.value(node.what), self.value(node.low), self.value(node.high)
            return None not in (what, low, high) and low <= what <= high
        if isinstance(node, g.Sum):
            left, right = self.value(node.left), self.value(node.right)
            if left is None or right is None:
                return None
            return round(left + right if node.op == "+" else left - right, 9)
        if isinstance(node, g.Members):
            have, need = set(self.value(node.have) or ()), set(self.value(node.need) or ())
            return need <= have if node.word == "includes" else len(need & have)
        if isinstance(node, g.Ask):
            return self.ask(node)
        raise AssertionError(type(node))  # pragma: no cover

    def logic(self, node: g.Logic) -> Any:
        held = (bool(self.value(part)) for part in node.parts)  # `and`, `or` stop early
        if node.word == "and":
            return all(held)
        if node.word == "or":
            return any(held)
        return not any(held) if node.word == "not" else sum(held)

    def ask(self, node: g.Ask) -> Any:
        found = self.match(node.pattern)
        if node.name == "any":
            return bool(found)
        if node.name == "none":
            return not found
        if node.name == "count":
            return len(found)
        if node.name == "refs":
            return as_list(found[-1].get("refs") or []) if found else []
        if node.name in ("first", "last"):
            return found[0 if node.name == "first" else -1].get(node.parameter) if found else None
        other = self.match(node.other) if node.other else []
        if node.name == "before":
            return bool(found and other) and found[0].seq < other[0].seq
        if not other or node.minutes is None:
            return False
        minutes = self.value(node.minutes)
        if minutes is None:
            return False
        return any(e.seq > other[0].seq and e.clock <= other[0].clock + minutes for e in found)

    def match(self, pattern: g.Pattern) -> list[Event]:
        """Events that the pattern matches, in order; they become evidence."""
        names = list(self.schema.params(pattern.event))
        tests = [
            (arg.name or names[i], set(self.items(arg.either)))
            for i, arg in enumerate(pattern.args)
            if arg.either
        ]
        found = [
            e
            for e in self.events
            if e.type == pattern.event
            and (pattern.mode == "ever" or (e.seq in self.gone) == (pattern.mode == "undone"))
            and not any(wanted.isdisjoint(as_list(e.get(name))) for name, wanted in tests)
        ]
        self.seen.update(e.seq for e in found)
        return found

    def items(self, nodes: Iterable[g.Node]) -> list[Any]:
        return [v for node in nodes for v in as_list(self.value(node))]


def as_list(value: Any) -> list[Any]:
    """A set parameter has members, any other parameter is its only member."""
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
