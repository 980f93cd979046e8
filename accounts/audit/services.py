"""Write, seal and check the audit log."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from accounts.audit.engine.chain import ChainReport, Head, check_chain, entry_hash, personal_digest
from accounts.audit.models import AuditEntry, AuditHead, AuditPersonal

if TYPE_CHECKING:
    from accounts.partners.models import Partner
    from accounts.users.models import User

SEAL_BATCH = 500


def record_audit(
    *,
    actor: User | None,
    verb: str,
    target: Model | None = None,
    partner: Partner | None = None,
    detail: Mapping[str, object] | None = None,
    personal: Mapping[str, object] | None = None,
    subject: User | None = None,
) -> AuditEntry:
    """Write down an act. Call it inside the transaction of the act itself.

    `detail` holds ids and plain facts only. What names a person goes into `personal`, which is erased with `subject`.
    """
    digest, salt = "", ""
    if personal:
        salt = secrets.token_urlsafe(32)
        digest = personal_digest(salt, dict(personal))
    entry = AuditEntry(
        actor=actor,
        verb=verb,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        partner=partner,
        detail=dict(detail or {}),
        personal_digest=digest,
    )
    entry.save()
    if personal:
        AuditPersonal.objects.create(entry=entry, subject=subject, salt=salt, payload=dict(personal))
    return entry


def _locked_head() -> AuditHead:
    AuditHead.objects.get_or_create(pk=1)
    return AuditHead.objects.select_for_update().get(pk=1)


def seal_audit(*, batch: int = SEAL_BATCH) -> int:
    """Link every entry that has no seal yet, oldest first; returns how many were sealed.

    One worker at a time holds the head row, so two sealers never fork the chain.
    """
    sealed = 0
    while True:
        with transaction.atomic():
            head = _locked_head()
            entries = list(AuditEntry.objects.unsealed().order_by("id")[:batch])
            for entry in entries:
                sequence = head.sequence + 1
                made = entry_hash(sequence, head.entry_hash, entry.facts)
                AuditEntry.objects.write_seal(
                    entry.pk, sequence=sequence, previous_hash=head.entry_hash, entry_hash=made
                )
                head.sequence, head.entry_hash = sequence, made
            if entries:
                head.save(update_fields=["sequence", "entry_hash"])
        sealed += len(entries)
        if len(entries) < batch:
            return sealed


def verify_audit() -> ChainReport:
    """Seal what waits, walk the whole chain, write down the result, and return the report."""
    seal_audit()
    with transaction.atomic():
        head = _locked_head()
        rows = AuditEntry.objects.sealed().order_by("sequence").iterator(chunk_size=2000)
        report = check_chain((row.as_sealed for row in rows), Head(head.sequence, head.entry_hash))
        head.checked_at, head.checked_entries, head.is_whole = timezone.now(), report.checked, report.is_whole
        head.save(update_fields=["checked_at", "checked_entries", "is_whole"])
    return report


def erase_personal_payloads(*, user: User) -> int:
    """Forget what the log says about a person; the chain stays whole, for it holds only salted digests."""
    return AuditPersonal.objects.filter(subject=user).delete()[0]
