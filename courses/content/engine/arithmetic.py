"""Sums that authors write down, worked out again: plain arithmetic, nothing else."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

_BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_UNARY: dict[type, Callable[[Any], Any]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}
_FUNCTIONS: dict[str, Callable[..., Any]] = {"round": round, "abs": abs, "min": min, "max": max, "sum": sum}
LIMIT = 1e15


class ArithmeticFault(Exception):
    """The text is no sum, or its result is no sensible number."""


def work_out(expression: str) -> float:
    """The value of a sum such as `round(48300 * 0.063, 1)`."""
    if len(expression) > 300:
        raise ArithmeticFault("The sum is too long.")
    try:
        tree = ast.parse(expression, mode="eval")
        value = _value(tree.body, 0)
    except (
        SyntaxError,
        ValueError,
        TypeError,
        ZeroDivisionError,
        OverflowError,
        RecursionError,
        MemoryError,
    ) as fault:
        raise ArithmeticFault("This is not a sum that can be worked out.") from fault
    if isinstance(value, tuple | bool) or abs(value) > LIMIT:
        raise ArithmeticFault("The result is no sensible number.")
    return float(value)


def _value(node: ast.expr, depth: int) -> Any:
    if depth > 30:
        raise ArithmeticFault("The sum is nested too deeply.")
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return _bounded(node.value)
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        return _bounded(_BINARY[type(node.op)](_value(node.left, depth + 1), _value(node.right, depth + 1)))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        power = _value(node.right, depth + 1)
        if not -20 <= power <= 20:
            raise ArithmeticFault("The power is too large.")
        return _bounded(_value(node.left, depth + 1) ** power)
    if isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
        return _UNARY[type(node.op)](_value(node.operand, depth + 1))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        function = _FUNCTIONS.get(node.func.id)
        if function is None:
            raise ArithmeticFault(f"The function “{node.func.id[:20]}” is not known here.")
        return _bounded(function(*[_value(argument, depth + 1) for argument in node.args]))
    if isinstance(node, ast.List | ast.Tuple):
        return tuple(_value(one, depth + 1) for one in node.elts)
    raise ArithmeticFault("A sum holds numbers, + - * / and round, abs, min, max, sum.")


def _bounded(value: Any) -> Any:
    if isinstance(value, complex) or (isinstance(value, int | float) and not -LIMIT <= value <= LIMIT):
        raise ArithmeticFault("A number in the sum is too large.")
    return value
