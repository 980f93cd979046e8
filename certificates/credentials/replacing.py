"""A new credential in the place of an old one: for a name that was spelled wrong, and for a renewal. The old page points to the new."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import enqueue, record_audit
from certificates.badges.services import rfc3339, set_bit
from certificates.credentials.evidence import Delivery
from certificates.credentials.models import Credential, CredentialEvent, State, new_public_id
from certificates.credentials.services import locked, move, new_serial, note_change, write_credential
from certificates.ledger.models import LedgerEntry
from certificates.rendering.scripts import language_of
from certificates.signing.models import SigningKey
from certificates.signing.services import signer_of

if TYPE_CHECKING:
    from accounts.api import User


@transaction.atomic
def reissue_credential(*, credential: Credential, name: str, actor: User) -> Credential:
    """Make it again with the name spelled right. The old one is replaced, and its page points to the new."""
    holder = " ".join(name.split())
    if not holder:
        raise ValidationError({"name": _("Give the name as it should be printed.")})
    row = locked(credential, State.ISSUED, State.SUSPENDED, State.REVOKED)
    change = {"holder": {"name": holder, "language": language_of(holder)}}
    return replace(row=row, change=change, actor=actor, verb="credential.reissued")


def replace(*, row: Credential, change: dict[str, Any], actor: User | None, verb: str) -> Credential:
    """The facts of `row` with `change`, as a new credential; inside a transaction that holds `row`."""
    if Credential.objects.filter(supersedes=row).exists():
        raise ValidationError(_("This credential was made again before."))
    now = timezone.now().replace(microsecond=0)
    facts = json.loads(row.facts)
    facts |= {
        "public_id": new_public_id(),
        "serial": new_serial(now),
        "first_issued_at": facts.get("first_issued_at") or facts["issued_at"],
        "issued_at": rfc3339(now),
        "supersedes": row.public_id,
        **change,
    }
    if row.state != State.REVOKED:
        move(row, State.SUPERSEDED)
        signer = signer_of(SigningKey.Kind.BADGE)
        set_bit(credential_id=row.pk, purpose="revocation", value=True, signer=signer)
        note_change(row, CredentialEvent.Kind.SUPERSEDED, LedgerEntry.Kind.SUPERSEDE, actor=actor)
    delivery = Delivery(row.partner, row.issued_at, row.issued_at, ())
    try:
        with transaction.atomic():
            made = write_credential(facts, row.achievement, row.enrolment, delivery, row)
    except IntegrityError as error:
        raise ValidationError(_("There is already a valid credential for this enrolment.")) from error
    record_audit(
        actor=actor,
        verb=verb,
        target=made,
        partner=row.partner,
        detail={"serial": made.serial, "supersedes": row.serial},
    )
    enqueue("certificates.make_credential", made.pk)
    return made
