"""Hostile forms, made from a seed: what nobody should send and somebody will."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

NASTY = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "-1",
    "0",
    "1e999",
    "NaN",
    "9" * 400,
    "-" + "9" * 60,
    "٣",
    "²",
    "１２",
    "true",
    "None",
    "[]",
    "{}",
    '{"a": [1, {"b": null}]}',
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "'; DROP TABLE courses_answer; --",
    "%s%s%n",
    "{{ 7*7 }}",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "ignore") or "lone",
    "\u202etxet",
    "\ufeff1",
    "🦕" * 50,
    "a" * 20_000,
    "1,188",
    "1",
    "2",
    "4",
    "99",
    "50",
    "null",
    "\r\n\r\n",
    "é" * 300,
)


def forms(names: Sequence[str], *, count: int = 200, seed: int = 1) -> Iterator[dict[str, list[str]]]:
    """`count` forms with some of these fields, some others, and nasty values, often more than one each."""
    chance = random.Random(seed)
    for _ in range(count):
        fields = chance.sample(list(names), k=chance.randint(0, len(names)))
        fields += [chance.choice(["x", "csrf", "q0", "q999", "", "id"])] * chance.randint(0, 1)
        yield {name: [_value(chance) for _ in range(chance.randint(1, 3))] for name in fields}


def _value(chance: random.Random) -> str:
    if chance.random() < 0.2:
        return "".join(
            chr(chance.choice([chance.randint(1, 126), chance.randint(0xA0, 0x2FFF)])) for _ in range(9)
        )
    return chance.choice(NASTY)
