"""The chain and the tree over ledger entries: hashes alone, in one order."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

START = "0" * 64


@dataclass(frozen=True)
class Link:
    """One sealed entry."""

    seq: int
    kind: str
    leaf: str
    at: str
    prev_hash: str
    hash: str


def stamp(moment: dt.datetime) -> str:
    """A moment in its one spelling: UTC, microseconds, `Z`."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def leaf_digest(*parts: str) -> str:
    """What stands for a fact in public: a digest over a salt and digests, none of which says anything by itself."""
    return hashlib.sha256(b"\x00" + "\x1f".join(parts).encode()).hexdigest()


def link_hash(*, seq: int, kind: str, leaf: str, at: str, prev_hash: str) -> str:
    return hashlib.sha256("\x1f".join((str(seq), kind, leaf, at, prev_hash)).encode()).hexdigest()


def first_broken(links: Iterable[Link], *, before: str = START, seq: int = 0) -> int | None:
    """The place of the first entry that does not follow from the one before; None when the chain is whole."""
    for link in links:
        seq += 1
        expected = link_hash(seq=seq, kind=link.kind, leaf=link.leaf, at=link.at, prev_hash=before)
        if link.seq != seq or link.prev_hash != before or link.hash != expected:
            return seq
        before = link.hash
    return None


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _leaf(value: str) -> bytes:
    return hashlib.sha256(b"\x00" + bytes.fromhex(value)).digest()


def _split(count: int) -> int:
    """The largest power of two below `count` (RFC 6962)."""
    return 1 << (count - 1).bit_length() - 1


def _root(nodes: Sequence[bytes]) -> bytes:
    if not nodes:
        return hashlib.sha256(b"").digest()
    if len(nodes) == 1:
        return nodes[0]
    cut = _split(len(nodes))
    return _node(_root(nodes[:cut]), _root(nodes[cut:]))


def tree_root(leaves: Sequence[str]) -> str:
    """The RFC 6962 root over entry hashes."""
    return _root([_leaf(leaf) for leaf in leaves]).hex()


def tree_proof(leaves: Sequence[str], index: int) -> list[str]:
    """The hashes that lead from leaf `index` to the root."""
    nodes = [_leaf(leaf) for leaf in leaves]
    path: list[str] = []
    while len(nodes) > 1:
        cut = _split(len(nodes))
        if index < cut:
            path.append(_root(nodes[cut:]).hex())
            nodes = nodes[:cut]
        else:
            path.append(_root(nodes[:cut]).hex())
            nodes, index = nodes[cut:], index - cut
    return path[::-1]


def proof_holds(*, leaf: str, index: int, count: int, path: Sequence[str], root: str) -> bool:
    """Whether `path` leads from the leaf at `index` of `count` to `root`."""
    sides: list[bool] = []
    size, place = count, index
    if not 0 <= index < count:
        return False
    while size > 1:
        cut = _split(size)
        is_left = place < cut
        sides.append(is_left)
        size, place = (cut, place) if is_left else (size - cut, place - cut)
    if len(sides) != len(path):
        return False
    node = _leaf(leaf)
    for is_left, other in zip(reversed(sides), path, strict=True):
        node = _node(node, bytes.fromhex(other)) if is_left else _node(bytes.fromhex(other), node)
    return node.hex() == root
