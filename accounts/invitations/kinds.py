"""What can be invited to: each kind says how an invitation reads and what accepting it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from accounts.invitations.models import Invitation
    from accounts.users.models import User


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """How an invitation reads, in the page and in the mail: a heading, sentences, and facts as (label, value)."""

    title: str
    text: str
    facts: tuple[tuple[str, str], ...] = ()


class InvitationKind(Protocol):
    """Registered by the room that invites. `mail_template` is a folder of `templates/emails/`."""

    name: str
    mail_template: str

    def describe(self, invitation: Invitation) -> InvitationCard:
        """What the person is asked to."""

    def accept(self, invitation: Invitation, user: User) -> str:
        """Do what was promised, inside the caller's transaction; return the URL to go to. May raise ValidationError."""


_kinds: dict[str, InvitationKind] = {}


def register_invitation_kind(kind: InvitationKind) -> None:
    """Make a kind known, once, in `AppConfig.ready`."""
    if kind.name in _kinds:
        raise ValueError(f"The invitation kind {kind.name!r} is registered twice.")
    _kinds[kind.name] = kind


def kind_of(invitation: Invitation) -> InvitationKind:
    return _kinds[invitation.kind]
