"""The doors to credentials: a holder has theirs, programme staff have all, for everybody else there is none."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from accounts.api import Capability, User, partners_with
from certificates.credentials.models import Credential, ShareLink
from certificates.signing.engine.numbers import PUBLIC_ID

_JOINED = ("achievement", "partner", "holder", "supersedes", "superseded_by")


def _one(rows: QuerySet[Credential], public_id: str) -> Credential:
    found = rows.select_related(*_JOINED).first() if PUBLIC_ID.fullmatch(public_id.upper()) else None
    if found is None:
        raise Http404
    return found


def get_own_credential_for(user: User, public_id: str) -> Credential:
    """A credential of this person's own."""
    return _one(Credential.objects.held_by(user.pk).filter(public_id=public_id.upper()), public_id)


def get_own_share_link_for(user: User, pk: int) -> ShareLink:
    """A share link that this person gave out."""
    found = ShareLink.objects.filter(pk=pk, credential__holder=user).select_related("credential").first()
    if found is None:
        raise Http404
    return found


def require_programme(user: User) -> None:
    """Issuing and revoking is the programme's; for anybody else its pages do not exist."""
    if not (user.is_active and user.is_staff):
        raise Http404


def get_credential_for(user: User, public_id: str) -> Credential:
    """Any credential, for programme staff."""
    require_programme(user)
    return _one(Credential.objects.filter(public_id=public_id.upper()), public_id)


def credentials_visible_to(user: User) -> QuerySet[Credential]:
    """Staff see all, a partner's people those of the partner, a learner their own."""
    rows: QuerySet[Credential] = Credential.objects.all()
    if user.is_staff:
        return rows
    if user.has_desk:
        return rows.filter(partner__in=partners_with(user, Capability.REQUEST_CREDENTIALS))
    return rows.filter(holder=user)
