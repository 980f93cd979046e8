"""The admin's first page: what waits, what expires, what has failed, who stands out. A fixed number of queries, counts only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.api import AuditEntry, OutgoingMail, Partner, PartnerState
from certificates.api import Credential, credential_counts, waiting_requests
from courses.api import Accreditation, Authorisation, Cohort, CohortState, Mark, reports_waiting

SOON = timedelta(days=60)
RENEWALS = timedelta(days=90)
FLOOR = 10  # below so many learners a share says nothing, and says too much about each
FAR = 20  # points of a hundred


@dataclass(frozen=True)
class PartnerRow:
    """One partner with its own counts; only admins see more than one of these."""

    name: str
    slug: str
    state: str
    state_label: str
    cohorts: int
    learners: int
    seats: int
    credentials: int


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a person of the programme, and the page on which it is decided."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Ending:
    """An agreement, an authorisation or an accreditation that ends soon."""

    day: date
    what: str
    who: str
    url: str


@dataclass(frozen=True)
class Outlier:
    """A partner whose first-try pass rate lies far from all others together; only from `FLOOR` learners on."""

    name: str
    slug: str
    passed: int
    learners: int
    share: int
    others: int


@dataclass(frozen=True)
class Programme:
    partners: tuple[PartnerRow, ...]
    credentials: dict[str, int]
    expiring: tuple[tuple[str, str, datetime], ...]
    mails_failed: int
    mails_waiting: int
    unsealed: int
    latest: tuple[AuditEntry, ...]
    waiting: tuple[Waiting, ...]
    ending: tuple[Ending, ...]
    states: tuple[tuple[str, int], ...]
    outliers: tuple[Outlier, ...]

    @property
    def seats(self) -> tuple[int, int]:
        """Seats of the running cohorts: taken by learners, and all."""
        return sum(partner.learners for partner in self.partners), sum(p.seats for p in self.partners)

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
        waiting=_waiting(),
        ending=_ending(now),
        states=_states(),
        outliers=_outliers(),
    )


def _waiting() -> tuple[Waiting, ...]:
    cases = Accreditation.objects.filter(state__in=["asked", "in-review"]).count()
    partners = Partner.objects.filter(state__in=[PartnerState.APPLIED, PartnerState.IN_REVIEW]).count()
    requests = len(waiting_requests())
    found = (
        Waiting(
            _("Partners that apply"), partners, f"{reverse('accounts:programme-partners')}?state=in-review"
        ),
        Waiting(_("Instructors to accredit"), cases, f"{reverse('courses:accreditations')}?state=waiting"),
        Waiting(_("Certificates asked for"), requests, reverse("certificates:requests")),
        Waiting(_("Conversations that were reported"), reports_waiting(), reverse("courses:reports")),
    )
    return tuple(one for one in found if one.count)


def _states() -> tuple[tuple[str, int], ...]:
    found = dict(Partner.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return tuple((str(state.label), found[state.value]) for state in PartnerState if state.value in found)


def _ending(now: datetime) -> tuple[Ending, ...]:
    """What ends within ninety days, the nearest first; three queries."""
    first, last = now.date(), (now + RENEWALS).date()
    agreements = (
        Partner.objects.filter(state__in=[PartnerState.ACTIVE, PartnerState.SUSPENDED])
        .annotate(until=Max("agreements__ends_on"))
        .filter(until__range=(first, last))
    )
    rows = Accreditation.objects.filter(state="granted", ends_on__range=(first, last))
    courses = Authorisation.objects.filter(withdrawn_on=None, ends_on__range=(first, last))
    found = [
        Ending(one.until, _("Agreement"), one.name, reverse("accounts:partner-review", args=[one.slug]))
        for one in agreements.order_by("until")[:20]
    ]
    for case in rows.select_related("user", "version").defer("version__spec").order_by("ends_on")[:20]:
        url = reverse("courses:accreditation", args=[case.public_id])
        if case.ends_on is not None:
            found.append(Ending(case.ends_on, _("Accreditation"), f"{case.user}, {case.version}", url))
    for row in courses.select_related("partner", "version").defer("version__spec").order_by("ends_on")[:20]:
        url = reverse("courses:partner-teaching", args=[row.partner.slug])
        found.append(Ending(row.ends_on, _("Course version"), f"{row.partner.name}, {row.version}", url))
    return tuple(sorted(found, key=lambda one: (one.day, one.who))[:12])


def _outliers() -> tuple[Outlier, ...]:
    """Partners whose share of learners who passed a quiz is 20 points from the others'. One query, no ranking."""
    rows = (
        Mark.objects.filter(activity__kind="quiz", enrolment__cohort__isnull=False, passed__isnull=False)
        .order_by()
        .values("enrolment__cohort__partner__name", "enrolment__cohort__partner__slug")
        .annotate(
            learners=Count("enrolment", distinct=True),
            passed=Count("enrolment", filter=Q(passed=True), distinct=True),
        )
    )
    partners = [
        (
            row["enrolment__cohort__partner__name"],
            row["enrolment__cohort__partner__slug"],
            row["passed"],
            row["learners"],
        )
        for row in rows
    ]
    found = []
    for name, slug, passed, learners in partners:
        other_learners = sum(one[3] for one in partners if one[1] != slug)
        other_passed = sum(one[2] for one in partners if one[1] != slug)
        if learners < FLOOR or other_learners < FLOOR:
            continue
        share, others = round(100 * passed / learners), round(100 * other_passed / other_learners)
        if abs(share - others) >= FAR:
            found.append(Outlier(name, slug, passed, learners, share, others))
    return tuple(sorted(found, key=lambda one: one.name))


def _partners(now: datetime) -> tuple[PartnerRow, ...]:
    runs = Q(cohorts__state=CohortState.OPEN.value, cohorts__opens_at__lte=now, cohorts__closes_at__gt=now)
    rows = Partner.objects.annotate(
        running=Count("cohorts", filter=runs, distinct=True),
        learners=Count(
            "cohorts__enrolments", filter=runs & Q(cohorts__enrolments__ended_at=None), distinct=True
        ),
        seat_count=Subquery(
            Cohort.objects.filter(
                partner=OuterRef("pk"), state=CohortState.OPEN.value, opens_at__lte=now, closes_at__gt=now
            )
            .order_by()
            .values("partner")
            .annotate(n=Sum("seats"))
            .values("n")
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
            seats=row.seat_count or 0,
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
