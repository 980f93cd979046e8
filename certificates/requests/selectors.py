"""The evidence of a request: every learner of the cohort, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet

from certificates.credentials.engine.eligibility import Eligibility
from certificates.credentials.evidence import eligibility_of, spec_for
from certificates.credentials.models import Credential
from certificates.credentials.standing import Gates
from certificates.requests.models import CredentialRequest, RequestPolicy
from courses.api import Enrolment, local

if TYPE_CHECKING:
    from accounts.api import Partner


@dataclass(frozen=True)
class Policy:
    """From how many certificates on two people must agree; `always` where the partner's requests need it whatever their size."""

    number: int
    always: bool
    reason: str = ""

    def needs_two(self, ready: int) -> bool:
        return self.always or 0 < self.number <= ready


def policy_of(partner: Partner) -> Policy:
    """One query."""
    found = RequestPolicy.objects.filter(partner=partner).first()
    return Policy(
        settings.CERTIFICATES_TWO_PEOPLE_FROM, found is not None, found.reason if found is not None else ""
    )


@dataclass(frozen=True)
class LearnerLine:
    """One learner of a request."""

    name: str
    eligibility: Eligibility
    holds: str  # the number of a credential that exists already

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(line.problem for line in self.eligibility.lines if not line.is_met)

    @property
    def is_ready(self) -> bool:
        return self.eligibility.is_met and not self.holds


@dataclass(frozen=True)
class RequestPage:
    """A request with its evidence, those who lack something first."""

    request: CredentialRequest
    learners: tuple[LearnerLine, ...]
    name: str
    says: str
    valid_months: int
    policy: Policy

    @property
    def needs_two(self) -> bool:
        return self.policy.needs_two(self.ready)

    @property
    def ready(self) -> int:
        return sum(line.is_ready for line in self.learners)

    @property
    def lacking(self) -> int:
        return sum(not line.eligibility.is_met and not line.holds for line in self.learners)

    @property
    def step(self) -> int:
        return {"asked": 0, "checked": 1, "issuing": 2, "done": 3}.get(self.request.state, 0)


def enrolments_of(request: CredentialRequest) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(cohort_id=request.cohort_id).select_related(
        "user", "version", "cohort__partner"
    )
    return rows.order_by("user__name", "pk")


def _lines(request: CredentialRequest) -> tuple[LearnerLine, ...]:
    held = dict(
        Credential.objects.filter(
            enrolment__cohort_id=request.cohort_id, achievement_slug=request.achievement_slug
        ).values_list("enrolment_id", "serial")
    )
    found, gates = [], Gates()
    for enrolment in enrolments_of(request):
        spec = spec_for(enrolment, request.achievement_slug)
        if spec is not None:
            name = enrolment.user.name or enrolment.user.email
            found.append(
                LearnerLine(name, eligibility_of(enrolment, spec, gates), held.get(enrolment.pk, ""))
            )
    return tuple(sorted(found, key=lambda line: (line.is_ready, bool(line.holds))))


def ready_count(request: CredentialRequest) -> int:
    """How many would be issued now."""
    return sum(line.is_ready for line in _lines(request))


def request_page(request: CredentialRequest) -> RequestPage:
    spec = request.cohort.version.credentials.get(request.achievement_slug) or {}
    return RequestPage(
        request=request,
        learners=_lines(request),
        name=local(spec.get("name")) or request.achievement_slug,
        says=" ".join(str(spec.get("criteria_narrative") or "").split()),
        valid_months=int(spec.get("valid_months") or 0),
        policy=policy_of(request.cohort.partner),
    )


def waiting_requests(limit: int = 50) -> list[CredentialRequest]:
    """Requests that wait for a person of the programme, oldest first."""
    rows = CredentialRequest.objects.filter(state__in=["asked", "checked"])
    return list(rows.select_related("cohort__partner", "asked_by").order_by("asked_at")[:limit])
