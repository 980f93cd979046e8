"""Links that a holder gives out and takes back, and the wish to have a name corrected."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import record_audit
from certificates.credentials.models import Credential, NameRequest, NameShown, ShareLink, State
from certificates.credentials.replacing import reissue_credential
from certificates.credentials.services import locked

if TYPE_CHECKING:
    from accounts.api import User

MOST_LINKS = 50


@transaction.atomic
def make_share_link(
    *, credential: Credential, label: str, name_shown: str, expires_on: dt.date | None, actor: User
) -> ShareLink:
    """A new address for one reader, with its own choice of how much of the name it shows."""
    row = Credential.objects.select_for_update(of=("self",)).get(pk=credential.pk)
    if row.state not in (State.ISSUED, State.SUSPENDED):
        raise ValidationError(_("Only a certificate in force can be shared."))
    if row.share_links.filter(withdrawn_at=None).count() >= MOST_LINKS:
        raise ValidationError(
            _("There are %(most)s links already. Withdraw some first."), params={"most": MOST_LINKS}
        )
    if name_shown not in NameShown.values:
        raise ValidationError({"name_shown": _("Choose how your name is shown.")})
    ends = dt.datetime.combine(expires_on, dt.time(23, 59, 59), tzinfo=dt.UTC) if expires_on else None
    if ends and ends <= timezone.now():
        raise ValidationError({"expires_on": _("Choose a day that is not over.")})
    link = ShareLink.objects.create(credential=row, label=label, name_shown=name_shown, expires_at=ends)
    record_audit(actor=actor, verb="share-link.made", target=link, detail={"serial": row.serial})
    return link


@transaction.atomic
def withdraw_share_link(*, link: ShareLink, actor: User) -> ShareLink:
    """From now on the address answers like one that never was. Twice is as good as once."""
    row = ShareLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        record_audit(actor=actor, verb="share-link.withdrawn", target=row)
    return row


@transaction.atomic
def ask_for_name(*, credential: Credential, wanted: str, actor: User) -> NameRequest:
    """The holder asks; a person of the programme decides."""
    row = Credential.objects.select_for_update(of=("self",)).get(pk=credential.pk)
    name = " ".join(wanted.split())
    if row.state not in (State.ISSUED, State.SUSPENDED):
        raise ValidationError(_("Only a certificate in force can be made again."))
    if name == row.name_on_it:
        raise ValidationError({"wanted": _("This is how it is printed now.")})
    try:
        with transaction.atomic():
            asked = NameRequest.objects.create(credential=row, wanted=name)
    except IntegrityError as error:
        raise ValidationError(_("You asked before. A person of the programme will answer.")) from error
    record_audit(actor=actor, verb="name.asked", target=asked, detail={"serial": row.serial})
    return asked


@transaction.atomic
def decide_name(*, request_id: int, accept: bool, answer: str, actor: User) -> NameRequest:
    """Make it again under the wanted name, or refuse with a reason."""
    row = (
        NameRequest.objects.select_for_update(of=("self",))
        .select_related("credential")
        .filter(pk=request_id)
        .first()
    )
    if row is None or row.state != NameRequest.State.OPEN:
        raise ValidationError(_("This was decided before."))
    if not accept and not answer.strip():
        raise ValidationError({"answer": _("Say why, for the person who asked.")})
    if accept:
        reissue_credential(credential=row.credential, name=row.wanted, actor=actor)
    row.state = NameRequest.State.DONE if accept else NameRequest.State.REFUSED
    row.answer, row.decided_at, row.decided_by = answer.strip()[:300], timezone.now(), actor
    row.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    record_audit(actor=actor, verb="name.decided", target=row, detail={"state": row.state})
    return row


@transaction.atomic
def set_name_shown(*, credential: Credential, name_shown: str, actor: User) -> Credential:
    """How much of the name the public page shows is the holder's choice."""
    row = locked(credential, State.ISSUED, State.SUSPENDED, State.PREPARING)
    if name_shown not in {"full", "initials", "confirm"}:
        raise ValidationError(_("Choose how your name is shown."))
    row.name_shown = name_shown
    row.save(update_fields=["name_shown"])
    record_audit(
        actor=actor,
        verb="credential.name-shown",
        target=row,
        detail={"shown": name_shown, "serial": row.serial},
    )
    return row
