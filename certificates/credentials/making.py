"""From frozen facts to signed bytes in storage: the part of issuing that a worker does, safe to stop at any point and to run again."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.api import PartnerState
from certificates.badges.engine.achievement import credential_document
from certificates.badges.models import StatusEntry
from certificates.badges.services import place, sign_badge, sign_token
from certificates.credentials import storage
from certificates.credentials.models import Credential, CredentialEvent, HeldIssue, State
from certificates.credentials.printing import renderer_of, sheet_of
from certificates.credentials.services import leaf_of, note_change, tell_holder
from certificates.designs.services import current_version
from certificates.ledger.models import LedgerEntry
from certificates.rendering.conform import RESERVED, RESERVED_WITH_STAMP
from certificates.rendering.fonts import CannotDraw, NoFonts
from certificates.rendering.seal import Sealer
from certificates.signing.models import SigningKey
from certificates.signing.services import Signer, all_signers, chain_of, signer_of

PATIENCE = dt.timedelta(minutes=2)  # making takes seconds; a worker that holds a row longer was lost
ASK_AGAIN = dt.timedelta(minutes=10)
ATTEMPTS = 5


@lru_cache(maxsize=8)
def _sealer(kid: str, room: int) -> Sealer:
    signer = signer_of(SigningKey.Kind.PDF)
    if signer.row.kid != kid or not isinstance(signer.private, EllipticCurvePrivateKey):
        raise TypeError("PDFs are signed with the active P-256 key.")
    return Sealer(signer.private, chain_of(signer.row), room=room)


def sealer_of(signer: Signer) -> Sealer:
    """The signer of PDFs for this key, made once per process."""
    return _sealer(signer.row.kid, RESERVED_WITH_STAMP if settings.TIMESTAMP_URL else RESERVED)


def claim(credential_id: int) -> Credential | None:
    """Take a row that waits; None when it is done or somebody works on it."""
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - PATIENCE)
    taken = Credential.objects.filter(free, pk=credential_id, state=State.PREPARING).update(claimed_at=now)
    if not taken:
        return None
    row: Credential = Credential.objects.select_related(
        "design__partner", "partner", "achievement", "holder"
    ).get(pk=credential_id)
    return row


def make_credential(credential_id: int) -> Credential | None:
    """Sign the badge, draw and sign the PDF, store all three, and only then say that it is issued."""
    row = claim(credential_id)
    return make_held(row) if row is not None else None


def make_held(
    row: Credential, *, signers: dict[str, Signer] | None = None, is_mail_queued: bool = True
) -> Credential | None:
    """The same for a row that this process holds already. A batch passes the keys, and leaves its mails to the sweeper."""
    try:
        _make(row, signers or all_signers(), is_mail_queued)
    except NoFonts as error:  # the machine's fault, not the row's
        _give_back(row, error)
        raise
    except CannotDraw as error:
        _set_aside(row, str(error))
        return None
    except Exception as error:
        _give_back(row, error)
        raise
    return row


def _make(row: Credential, signers: dict[str, Signer], is_mail_queued: bool) -> None:
    facts = json.loads(row.facts)
    badge_key, token_key, pdf_key = (
        signers[SigningKey.Kind.BADGE],
        signers[SigningKey.Kind.TOKEN],
        signers[SigningKey.Kind.PDF],
    )
    number, index = row.status_place or _status_place(row)
    document = credential_document(facts, place=place(), status_number=number, status_index=index)
    signed = sign_badge(document, signer=badge_key, created=facts["issued_at"])
    badge = json.dumps(signed, ensure_ascii=False, separators=(",", ":")).encode()
    token = sign_token(document, signer=token_key).encode()
    design = current_version(row.design)
    pdf = renderer_of(design).draw(sheet_of(facts, design=design), badge=badge, sealer=sealer_of(pdf_key))
    row.design = design
    row.pdf_key, row.badge_key, row.token_key = pdf_key.row, badge_key.row, token_key.row
    row.json_digest, row.token_digest = storage.put(badge, "json"), storage.put(token, "jwt")
    row.pdf_digest = storage.put(pdf, "pdf")
    _publish(row, is_mail_queued)


def _status_place(row: Credential) -> tuple[int, int]:
    entry = StatusEntry.objects.select_related("status_list").get(
        credential=row, status_list__purpose="revocation"
    )
    return entry.status_list.number, entry.index


@transaction.atomic
def _publish(row: Credential, is_mail_queued: bool) -> None:
    now = timezone.now()
    row.leaf = leaf_of(row)
    changed = Credential.objects.filter(pk=row.pk, state=State.PREPARING).update(
        design=row.design,
        pdf_key=row.pdf_key,
        badge_key=row.badge_key,
        token_key=row.token_key,
        pdf_digest=row.pdf_digest,
        json_digest=row.json_digest,
        token_digest=row.token_digest,
        leaf=row.leaf,
        state=State.ISSUED,
        state_since=now,
        sealed_at=now,
        claimed_at=None,
        failure="",
    )
    if not changed:  # another worker finished it first, with the same bytes
        return
    row.state, row.state_since = State.ISSUED, now
    note_change(row, CredentialEvent.Kind.ISSUED, LedgerEntry.Kind.ISSUE, actor=None, part="once")
    tell_holder(row, "issued", is_queued=is_mail_queued)


def _set_aside(row: Credential, why: str) -> None:
    Credential.objects.filter(pk=row.pk, state=State.PREPARING).update(
        state=State.FAILED, state_since=timezone.now(), failure=why[:300], claimed_at=None
    )
    row.state, row.failure = State.FAILED, why[:300]


def _give_back(row: Credential, error: Exception) -> None:
    """Free the row for another try; after some tries it is set aside with the error's name."""
    tried = row.attempts + 1
    Credential.objects.filter(pk=row.pk, state=State.PREPARING).update(attempts=tried, claimed_at=None)
    if tried >= ATTEMPTS:
        _set_aside(row, f"{type(error).__name__}: {error}")


def held_again(limit: int = 200) -> list[tuple[int, str]]:
    """Held issues whose partner is active (again): each is asked about at most every ten minutes."""
    now = timezone.now()
    with transaction.atomic():
        made = Credential.objects.filter(
            enrolment=OuterRef("enrolment"), achievement_slug=OuterRef("achievement_slug")
        )
        HeldIssue.objects.filter(Exists(made)).delete()
        due = (
            HeldIssue.objects.filter(enrolment__cohort__partner__state=PartnerState.ACTIVE)
            .filter(Q(asked_at=None) | Q(asked_at__lt=now - ASK_AGAIN))
            .order_by("pk")[:limit]
        )
        rows = list(due.values_list("pk", "enrolment_id", "achievement_slug"))
        HeldIssue.objects.filter(pk__in=[pk for pk, _enrolment, _slug in rows]).update(asked_at=now)
    return [(enrolment, slug) for _pk, enrolment, slug in rows]


def waiting(limit: int = 200) -> list[int]:
    """Rows that are due and unclaimed, oldest first."""
    due = Credential.objects.due(now=timezone.now(), patience=PATIENCE).order_by("pk")
    return list(due.values_list("pk", flat=True)[:limit])
