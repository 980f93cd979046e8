"""The token of an unsubscribe link: it names the person and the kind, and only this site can write it. It never runs out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

_SALT = "accounts.notifications.stop"


@dataclass(frozen=True, slots=True)
class Stop:
    person: UUID
    kind: str


def make_stop_token(*, person: UUID, kind: str) -> str:
    """Text for a url."""
    return signing.Signer(salt=_SALT).sign_object([person.hex, kind])


def read_stop_token(token: str) -> Stop | None:
    """What a token names; None for one that this site did not write."""
    try:
        person, kind = signing.Signer(salt=_SALT).unsign_object(token)
        return Stop(person=UUID(person), kind=str(kind))
    except (signing.BadSignature, ValueError, TypeError):
        return None
