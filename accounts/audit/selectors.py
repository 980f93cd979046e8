"""What the audit page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone

from accounts.audit.models import AuditEntry, AuditHead

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ChainState:
    sealed: int
    waiting: int
    head_hash: str
    checked_at: datetime | None
    checked_entries: int
    is_whole: bool


def chain_state() -> ChainState:
    """How long the chain is, and what the last check said; two queries."""
    head = AuditHead.objects.filter(pk=1).first() or AuditHead(pk=1)
    return ChainState(
        sealed=head.sequence,
        waiting=AuditEntry.objects.unsealed().count(),
        head_hash=head.entry_hash,
        checked_at=head.checked_at,
        checked_entries=head.checked_entries,
        is_whole=head.is_whole,
    )


def audit_page(
    *,
    search: str | None,
    verb: str | None,
    partner: str | None,
    since: date | None,
    until: date | None,
    page: int | None,
) -> Page[AuditEntry]:
    """One page of the log, newest first, with actor and partner; two queries. Days are days of the reader's zone."""
    rows = AuditEntry.objects.select_related("actor", "partner")
    if search:
        rows = rows.filter(_matches(search))
    if verb:
        rows = rows.filter(verb__startswith=verb)
    if partner:
        rows = rows.filter(partner__slug=partner)
    if since:
        rows = rows.filter(happened_at__gte=_midnight(since))
    if until and until < date.max:
        rows = rows.filter(happened_at__lt=_midnight(until + timedelta(days=1)))
    return Paginator(rows.order_by("-happened_at", "-id"), PAGE_SIZE).get_page(page or 1)


def _matches(search: str) -> Q:
    found = (
        Q(verb__icontains=search)
        | Q(target_type__icontains=search)
        | Q(target_id=search)
        | Q(actor__name__icontains=search)
        | Q(actor__email__iexact=search)
    )
    if search.isdecimal() and len(search) <= 18:
        found |= Q(sequence=int(search))
    return found


def _midnight(day: date) -> datetime:
    zone = timezone.get_current_timezone()
    try:
        return datetime.combine(day, time.min, tzinfo=zone).astimezone(timezone.get_default_timezone())
    except OverflowError:
        return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def known_verbs() -> list[str]:
    """Every verb that was written, for the filter."""
    return list(AuditEntry.objects.order_by("verb").values_list("verb", flat=True).distinct()[:200])
