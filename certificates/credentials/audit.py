"""The nightly look at everything that was issued: are the stored bytes still those that were signed, is the log whole?"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from certificates.credentials import storage
from certificates.credentials.models import Credential, State
from certificates.credentials.services import leaf_of
from certificates.ledger.services import check_log
from certificates.signing.engine.canonical import digest

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AuditReport:
    """What was looked at and what was wrong."""

    credentials: int
    log_entries: int
    problems: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not self.problems


def _problems(row: Credential) -> list[str]:
    found = []
    if digest(row.facts.encode()) != row.facts_digest:
        found.append(f"{row.serial}: the facts are not those that were frozen.")
    if leaf_of(row) != row.leaf:
        found.append(f"{row.serial}: the digests do not match the log.")
    kept = [(row.pdf_digest, "pdf"), (row.json_digest, "json"), (row.token_digest, "jwt")]
    if row.stamped_digest:
        kept.append((row.stamped_digest, "pdf"))
    for stored, ending in kept:
        try:
            storage.get(stored, ending)
        except storage.Damaged as error:
            found.append(f"{row.serial}: {error}")
    return found


def self_audit(limit: int = 100) -> AuditReport:
    """Every issued credential's facts, digests and stored bytes, then the public log. At most `limit` problems are listed."""
    problems: list[str] = []
    count = 0
    rows = Credential.objects.exclude(state__in=[State.PREPARING, State.FAILED]).filter(
        withdrawn_by_holder_at=None
    )
    for row in rows.order_by("pk").iterator(chunk_size=500):
        count += 1
        if len(problems) < limit:
            problems += _problems(row)
    log = check_log()
    report = AuditReport(count, log.entries, tuple([*problems, *log.problems][:limit]))
    if not report.is_whole:
        _log.error("certificates.self_audit_failed", extra={"problems": len(report.problems)})
    return report
