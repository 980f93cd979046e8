"""Chance that can be replayed years later: every order follows from a digest of seed and name.

No random generator is used, because its sequence may differ between versions of a language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def ticket(seed: int, purpose: str, name: str) -> int:
    """A number below 2**64 that depends on all three and on nothing else."""
    text = f"{seed}\x1f{purpose}\x1f{name}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def shuffled(things: Iterable[T], *, seed: int, purpose: str, name: Callable[[T], str]) -> list[T]:
    """The things in the order that this seed gives them for this purpose."""
    return sorted(things, key=lambda thing: (ticket(seed, purpose, name(thing)), name(thing)))
