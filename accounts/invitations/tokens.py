"""The link of an invitation: signed, without personal data, and dead once a newer edition was sent."""

from __future__ import annotations

import re
import uuid

from django.core.signing import BadSignature, Signer

_signer = Signer(salt="accounts.invitations", sep=".")
_SHAPE = re.compile(r"^([0-9a-f]{32})\.([0-9]{1,9})\Z")


def make_token(public_id: uuid.UUID, edition: int) -> str:
    return _signer.sign(f"{public_id.hex}.{edition}")


def read_token(token: str) -> tuple[uuid.UUID, int] | None:
    """The invitation and its edition, or None when the link was not made here."""
    try:
        value = _signer.unsign(token)
    except BadSignature:
        return None
    found = _SHAPE.match(value)
    return (uuid.UUID(found[1]), int(found[2])) if found else None
