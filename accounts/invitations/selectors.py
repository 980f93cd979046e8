"""What the page of an invitation shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.invitations.kinds import InvitationCard, kind_of
from accounts.invitations.models import Invitation
from accounts.users.models import User
from accounts.users.selectors import has_account, owns_address


@dataclass(frozen=True, slots=True)
class InvitationPage:
    card: InvitationCard
    token: str
    email: str
    state: str  # open, accepted, declined, revoked, expired
    expires_at: datetime
    is_signed_in: bool
    is_for_this_person: bool
    has_account: bool
    problem: str = ""

    @property
    def is_open(self) -> bool:
        return self.state == "open"


def state_of(invitation: Invitation, now: datetime) -> str:
    if invitation.revoked_at is not None:
        return "revoked"
    if invitation.accepted_at is not None:
        return "accepted"
    if invitation.declined_at is not None:
        return "declined"
    return "open" if invitation.expires_at > now else "expired"


def invitation_page(
    invitation: Invitation, token: str, user: User | None, problem: str = ""
) -> InvitationPage:
    """Everything that the page needs, for whoever opened the link."""
    return InvitationPage(
        card=kind_of(invitation).describe(invitation),
        token=token,
        email=invitation.email,
        state=state_of(invitation, timezone.now()),
        expires_at=invitation.expires_at,
        is_signed_in=user is not None,
        is_for_this_person=user is not None and owns_address(user=user, email=invitation.email),
        # Only who holds the mailed link learns this, and only about the address that it was mailed to.
        has_account=user is not None or has_account(invitation.email),
        problem=problem,
    )
