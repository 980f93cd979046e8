"""The arithmetic of the chain: each entry's hash covers its own facts and the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

GENESIS = "0" * 64

Scalar = str | int | float | bool | None
Json = Scalar | list["Json"] | dict[str, "Json"]


def canonical(value: object) -> bytes:
    """One spelling for one value: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Facts:
    """What one entry says. `happened_at` is ISO 8601 in UTC; `personal_digest` is empty without a payload."""

    entry_id: int
    happened_at: str
    actor_id: int | None
    verb: str
    target_type: str
    target_id: str
    partner_id: int | None
    detail: object
    personal_digest: str


@dataclass(frozen=True, slots=True)
class SealedEntry:
    sequence: int
    facts: Facts
    previous_hash: str
    entry_hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain as it was written down apart from the entries."""

    sequence: int
    entry_hash: str


@dataclass(frozen=True, slots=True)
class Break:
    sequence: int
    problem: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    checked: int
    head: Head
    breaks: tuple[Break, ...]

    @property
    def is_whole(self) -> bool:
        return not self.breaks


def entry_hash(sequence: int, previous_hash: str, facts: Facts) -> str:
    """The hash that seals `facts` at place `sequence` after `previous_hash`."""
    body = {
        "sequence": sequence,
        "previous": previous_hash,
        "id": facts.entry_id,
        "at": facts.happened_at,
        "actor": facts.actor_id,
        "verb": facts.verb,
        "target_type": facts.target_type,
        "target": facts.target_id,
        "partner": facts.partner_id,
        "detail": facts.detail,
        "personal": facts.personal_digest,
    }
    return hashlib.sha256(canonical(body)).hexdigest()


def personal_digest(salt: str, payload: object) -> str:
    """A digest that says nothing once `salt` is gone."""
    return hashlib.sha256(salt.encode() + b"\n" + canonical(payload)).hexdigest()


def check_chain(entries: Iterable[SealedEntry], head: Head, *, limit: int = 20) -> ChainReport:
    """Walk the entries in order of `sequence` and report at most `limit` breaks.

    Found: a changed fact, a changed link, a gap, and an end that was cut off (by `head`).
    """
    breaks: list[Break] = []
    previous, expected, checked = GENESIS, 1, 0
    for entry in entries:
        checked += 1
        if entry.sequence != expected:
            breaks.append(Break(entry.sequence, f"entry {expected} is missing before this one"))
        elif entry.previous_hash != previous:
            breaks.append(Break(entry.sequence, "the link to the entry before it was changed"))
        if entry.entry_hash != entry_hash(entry.sequence, entry.previous_hash, entry.facts):
            breaks.append(Break(entry.sequence, "what the entry says was changed after it was sealed"))
        previous, expected = entry.entry_hash, entry.sequence + 1
        if len(breaks) >= limit:
            break
    else:
        if (head.sequence, head.entry_hash) != (expected - 1, previous):
            breaks.append(
                Break(expected - 1, f"the chain ends here, but {head.sequence} entries were sealed")
            )
    return ChainReport(checked=checked, head=Head(expected - 1, previous), breaks=tuple(breaks[:limit]))
