"""The rule language of the labs: parser, type checker, evaluator. The grammar is in docs/authoring/rules.md."""

from labs.workplace.engine.rules.checker import Schema, check
from labs.workplace.engine.rules.errors import RuleError
from labs.workplace.engine.rules.evaluator import Evaluator, Reading
from labs.workplace.engine.rules.grammar import Node, parse


def compile_rule(text: str, schema: Schema, want: str = "bool") -> Node:
    """Parse and type-check one rule; raises a located RuleError."""
    node = parse(text)
    check(node, schema, want, text)
    return node


__all__ = ["Evaluator", "Node", "Reading", "RuleError", "Schema", "check", "compile_rule", "parse"]
