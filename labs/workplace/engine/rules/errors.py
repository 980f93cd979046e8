"""The one error of the rule language: it says where."""

from __future__ import annotations


class RuleError(Exception):
    """A rule that cannot be read or does not fit the lab, with line and column (both from 1)."""

    def __init__(self, text: str, pos: int, problem: str) -> None:
        before = text[:pos]
        self.problem = problem
        self.line = before.count("\n") + 1
        self.column = pos - (before.rfind("\n") + 1) + 1
        shown = text.split("\n")[self.line - 1]
        super().__init__(
            f"line {self.line}, column {self.column}: {problem}\n  {shown}\n  {' ' * (self.column - 1)}^"
        )
