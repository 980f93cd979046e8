"""Write entries, give them their places, sign heads, and check the whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import transaction
from django.utils import timezone

from certificates.ledger.engine.chain import START, Link, first_broken, link_hash, stamp, tree_root
from certificates.ledger.models import LedgerEntry, LedgerHead, LedgerTip
from certificates.signing.engine.proofs import ProofError, check_jws, jws_header, sign_jws
from certificates.signing.models import SigningKey
from certificates.signing.services import Signer

if TYPE_CHECKING:
    from joserfc.jwk import OKPKey


@dataclass(frozen=True)
class LogReport:
    """What a check of the whole log found."""

    entries: int
    waiting: int
    heads: int
    problems: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not self.problems


def write_entry(*, kind: str, key: str, leaf: str, at: dt.datetime | None = None) -> None:
    """Note a fact; it gets its place when the log is sealed. The same `key` again changes nothing."""
    LedgerEntry.objects.bulk_create(
        [LedgerEntry(kind=kind, key=key, leaf=leaf, at=at or timezone.now())], ignore_conflicts=True
    )


@transaction.atomic
def seal_log(*, signer: Signer, limit: int = 5000) -> LedgerHead | None:
    """Give waiting entries their places, in one order by one writer, and sign the new head; None when nothing waits."""
    LedgerTip.objects.get_or_create(pk=1)
    tip = LedgerTip.objects.select_for_update().get(pk=1)
    waiting = list(LedgerEntry.objects.waiting().order_by("id")[:limit])
    if not waiting:
        return None
    first = tip.seq + 1
    for entry in waiting:
        tip.seq += 1
        entry.seq, entry.prev_hash = tip.seq, tip.hash
        tip.hash = entry.hash = link_hash(
            seq=entry.seq, kind=entry.kind, leaf=entry.leaf, at=stamp(entry.at), prev_hash=entry.prev_hash
        )
    LedgerEntry.objects.bulk_update(waiting, ["seq", "prev_hash", "hash"], batch_size=300)
    tip.save()
    return _sign_head(first, tip, [entry.hash for entry in waiting], signer)


def _jose(key: object) -> OKPKey:
    from joserfc.jwk import OKPKey

    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("Log heads are signed with an Ed25519 key.")
    return OKPKey.import_key(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _sign_head(first: int, tip: LedgerTip, hashes: list[str], signer: Signer) -> LedgerHead:
    before = LedgerHead.objects.order_by("-seq").first()
    now = timezone.now()
    said = {
        "first": first,
        "size": tip.seq,
        "hash": tip.hash,
        "root": tree_root(hashes),
        "previous": before.hash if before else START,
        "time": stamp(now),
    }
    return LedgerHead.objects.create(
        first_seq=first,
        seq=tip.seq,
        hash=tip.hash,
        root=str(said["root"]),
        prev_hash=str(said["previous"]),
        signed_at=now,
        kid=signer.row.kid,
        token=sign_jws(said, key=_jose(signer.private), kid=signer.row.kid, algorithm="Ed25519"),
    )


def _links() -> Iterator[Link]:
    rows = LedgerEntry.objects.sealed().order_by("seq").iterator(chunk_size=2000)
    for row in rows:
        yield Link(row.seq or 0, row.kind, row.leaf, stamp(row.at), row.prev_hash, row.hash)


def check_log() -> LogReport:
    """Go through every entry and every head. Finds a changed, missing or moved entry and a head that was not signed by us."""
    problems = []
    broken = first_broken(_links())
    if broken is not None:
        problems.append(f"The chain is broken at entry {broken}.")
    keys = {row.kid: row for row in SigningKey.objects.filter(kind=SigningKey.Kind.BADGE)}
    heads, count = LedgerHead.objects.order_by("seq"), 0
    for head in heads.iterator(chunk_size=500):
        count += 1
        problems += _head_problems(head, keys)
    return LogReport(
        entries=LedgerEntry.objects.sealed().count(),
        waiting=LedgerEntry.objects.waiting().count(),
        heads=count,
        problems=tuple(problems),
    )


def _head_problems(head: LedgerHead, keys: dict[str, SigningKey]) -> list[str]:
    from joserfc.jwk import OKPKey

    hashes = list(
        LedgerEntry.objects.sealed()
        .filter(seq__range=(head.first_seq, head.seq))
        .order_by("seq")
        .values_list("hash", flat=True)
    )
    row = keys.get(str(jws_header(head.token).get("kid")))
    if row is None:
        return [f"The head at {head.seq} names a key that is not ours."]
    try:
        said = check_jws(head.token, key=OKPKey.import_key(row.public_part), algorithm="Ed25519")
    except ProofError:
        return [f"The head at {head.seq} has a broken signature."]
    if not hashes or hashes[-1] != said.get("hash") or tree_root(hashes) != said.get("root"):
        return [f"The head at {head.seq} does not match the entries."]
    return []
