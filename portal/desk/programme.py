"""The admin's first page: what expires, what waits, what has failed. Five queries, counts only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from accounts.api import AuditEntry, OutgoingMail, Partner, PartnerState
from certificates.api import Credential, credential_counts
from courses.api import CohortState

SOON = timedelta(days=60)


@dataclass(frozen=True)
class PartnerRow:
    """One partner with its own counts; only admins see more than one of these."""

    name: str
    slug: str
    state: str
    state_label: str
    cohorts: int
    learners: int
    credentials: int


@dataclass(frozen=True)
class Programme:
    partners: tuple[PartnerRow, ...]
    credentials: dict[str, int]
    expiring: tuple[tuple[str, str, datetime], ...]
    mails_failed: int
    mails_waiting: int
    unsealed: int
    latest: tuple[AuditEntry, ...]

    @property
    def running(self) -> int:
        return sum(partner.cohorts for partner in self.partners)


def programme(*, now: datetime) -> Programme:
    """Everything the admin's page shows."""
    mails = OutgoingMail.objects.aggregate(
        failed=Count("pk", filter=Q(state="failed")), waiting=Count("pk", filter=Q(state="waiting"))
    )
    return Programme(
        partners=_partners(now),
        credentials=credential_counts(Credential.objects.all(), now),
        expiring=_expiring(now),
        mails_failed=mails["failed"],
        mails_waiting=mails["waiting"],
        unsealed=AuditEntry.objects.unsealed().count(),
        latest=tuple(
            AuditEntry.objects.select_related("actor", "partner").order_by("-happened_at", "-pk")[:8]
        ),
    )


def _partners(now: datetime) -> tuple[PartnerRow, ...]:
    runs = Q(cohorts__state=CohortState.OPEN.value, cohorts__opens_at__lte=now, cohorts__closes_at__gt=now)
    rows = Partner.objects.annotate(
        running=Count("cohorts", filter=runs, distinct=True),
        learners=Count(
            "cohorts__enrolments", filter=runs & Q(cohorts__enrolments__ended_at=None), distinct=True
        ),
        held=Count("credentials", filter=Q(credentials__state="issued"), distinct=True),
    ).order_by("name")
    return tuple(
        PartnerRow(
            name=row.name,
            slug=row.slug,
            state=row.state,
            state_label=str(PartnerState(row.state).label),
            cohorts=row.running,
            learners=row.learners,
            credentials=row.held,
        )
        for row in rows[:50]
    )


def _expiring(now: datetime) -> tuple[tuple[str, str, datetime], ...]:
    soon = (
        Credential.objects.filter(state="issued", valid_until__range=(now, now + SOON))
        .select_related("holder")
        .order_by("valid_until")
    )
    return tuple((row.serial, str(row.holder or ""), row.valid_until) for row in soon[:5] if row.valid_until)
