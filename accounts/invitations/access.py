"""The door to an invitation: whoever holds its link."""

from __future__ import annotations

from django.http import Http404

from accounts.invitations.models import Invitation
from accounts.invitations.tokens import read_token


def get_invitation_by(token: str) -> Invitation:
    """The invitation of this link, answered or not; 404 unless the link was made here and is the newest."""
    read = read_token(token)
    invitation: Invitation | None = None
    if read is not None:
        invitation = (
            Invitation.objects.select_related("partner", "invited_by")
            .filter(public_id=read[0], edition=read[1])
            .first()
        )
    if invitation is None:
        raise Http404
    return invitation
