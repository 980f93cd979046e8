"""The public log, in pieces."""

from __future__ import annotations

from typing import Any

from certificates.ledger.engine.chain import stamp
from certificates.ledger.models import LedgerEntry, LedgerHead


def heads(limit: int = 100) -> dict[str, Any]:
    """The newest signed heads. Keep one: nothing before it can be changed without your noticing."""
    rows = LedgerHead.objects.order_by("-seq")[:limit]
    return {
        "format": "readyroom.certificate-log/1",
        "about": "Each head is a JWS (Ed25519) over the chain's size, hash and tree root; keys are in /.well-known/did.json.",
        "heads": [
            {
                "first": row.first_seq,
                "size": row.seq,
                "hash": row.hash,
                "root": row.root,
                "signed_at": stamp(row.signed_at),
                "kid": row.kid,
                "jws": row.token,
            }
            for row in rows
        ],
    }


def entries(start: int, limit: int = 1000) -> dict[str, Any]:
    """Sealed entries from place `start` on."""
    rows = LedgerEntry.objects.sealed().filter(seq__gte=start).order_by("seq")[:limit]
    return {
        "entries": [
            {
                "seq": row.seq,
                "kind": row.kind,
                "leaf": row.leaf,
                "at": stamp(row.at),
                "previous": row.prev_hash,
                "hash": row.hash,
            }
            for row in rows
        ]
    }
