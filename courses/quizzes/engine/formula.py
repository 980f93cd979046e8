"""Recompute a key from its formula: numbers, + − × ÷, powers and a few functions, worked in exact fractions."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from fractions import Fraction

MAX_LENGTH, MAX_POWER, MAX_DIGITS = 400, 24, 400


class FormulaError(ValueError):
    """The formula is not one of ours, or has no value."""


def _rounded(value: Fraction, digits: Fraction = Fraction(0)) -> Fraction:
    """Half up, as people round by hand."""
    if digits.denominator != 1 or not -12 <= digits <= 12:
        raise FormulaError("round() takes a whole number of digits.")
    scale = Fraction(10) ** int(digits)
    return Fraction(math.floor(abs(value) * scale + Fraction(1, 2)) * (1 if value >= 0 else -1)) / scale


_FUNCTIONS: dict[str, tuple[Callable[..., Fraction], int, int]] = {
    "round": (_rounded, 1, 2),
    "abs": (abs, 1, 1),
    "min": (min, 1, 20),
    "max": (max, 1, 20),
    "sum": (lambda *values: sum(values, Fraction(0)), 1, 50),
    "floor": (lambda value: Fraction(math.floor(value)), 1, 1),
    "ceil": (lambda value: Fraction(math.ceil(value)), 1, 1),
}


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > MAX_POWER:
        raise FormulaError(f"a power is a whole number of at most {MAX_POWER}.")
    if base == 0 and exponent < 0:
        raise FormulaError("division by zero.")
    return base ** int(exponent)


def _divide(top: Fraction, bottom: Fraction) -> Fraction:
    if bottom == 0:
        raise FormulaError("division by zero.")
    return top / bottom


_BINARY: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: _divide,
    ast.Pow: _power,
}


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            result = Fraction(repr(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            result = -_value(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            result = _value(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            result = _BINARY[type(op)](_value(left), _value(right))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            function, fewest, most = _FUNCTIONS[name]
            if not fewest <= len(args) <= most:
                raise FormulaError(f"{name}() takes {fewest} to {most} values.")
            result = function(*(_value(arg) for arg in args))
        case _:
            raise FormulaError(
                "only numbers, + - * / **, brackets, " + ", ".join(_FUNCTIONS) + " are allowed."
            )
    if max(abs(result.numerator), result.denominator).bit_length() > MAX_DIGITS * 4:
        raise FormulaError("the value is too large.")
    return result


def evaluate(formula: str) -> Fraction:
    """The exact value of `formula`. Raise FormulaError where it is anything but plain arithmetic."""
    if len(formula) > MAX_LENGTH:
        raise FormulaError(f"longer than {MAX_LENGTH} characters.")
    try:
        return _value(ast.parse(formula.strip(), mode="eval").body)
    except FormulaError:
        raise
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise FormulaError("not arithmetic that can be read.") from error
