"""What the review and the agreement page show."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.agreements.engine.lifecycle import (
    Action,
    Block,
    Facts,
    Outcome,
    Party,
    State,
    may_sign,
    moves_of,
    term_after,
)
from accounts.agreements.models import Agreement, CheckCode, Evidence, RefusalAppeal, ReviewCheck
from accounts.audit.models import AuditEntry
from accounts.partners.impact import ImpactLine, impact_of
from accounts.partners.models import Membership, Partner, PartnerState
from accounts.partners.selectors import Step, state_line

TERMS_VERSION = "1"

ACTION_LABELS = {
    Action.TAKE: _("Take the review"),
    Action.RETURN: _("Return for changes"),
    Action.APPROVE: _("Approve"),
    Action.REFUSE: _("Refuse"),
    Action.SUSPEND: _("Suspend"),
    Action.LIFT: _("Lift the suspension"),
    Action.END: _("End"),
    Action.REAPPLY: _("Let it apply again"),
}
BLOCK_LABELS = {
    Block.CHECKS_WAIT: _("A line of the review waits. Programme staff check it."),
    Block.CHECKS_FAILED: _("A line failed. The partner mends it, or staff accept it with a reason."),
    Block.NO_OWNER: _("The partner has no owner who could sign. Invite one."),
    Block.AGREEMENT_OVER: _("The agreement is over. The partner applies again."),
}


def today() -> date:
    """The programme's day, in UTC: an agreement ends for everybody at the same moment."""
    return timezone.now().date()


def facts_of(partner: Partner) -> Facts:
    """What the state machine looks at; three queries."""
    known = dict(ReviewCheck.objects.filter(partner=partner).values_list("code", "outcome"))
    last = Agreement.objects.filter(partner=partner).aggregate(day=Max("ends_on"))["day"]
    return Facts(
        today=today(),
        # A line that nobody has opened waits too.
        outcomes=tuple(Outcome(known.get(code.value, Outcome.WAITING)) for code in CheckCode),
        has_owner=Membership.objects.filter(partner=partner).owners().exists(),
        agreement_until=last,
    )


def agreement_terms(partner: Partner) -> tuple[tuple[date, date], ...]:
    """First and last day of every agreement that the partner signed."""
    rows = Agreement.objects.filter(partner=partner).order_by("edition")
    return tuple(rows.values_list("starts_on", "ends_on"))


def terms_path() -> Path:
    return Path(settings.ROOT) / "templates" / "accounts" / "agreements" / f"terms-{TERMS_VERSION}.html"


def terms_digest() -> str:
    """Which text was accepted, to the letter."""
    return hashlib.sha256(terms_path().read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class CheckLine:
    code: str
    label: str
    outcome: str
    outcome_label: str
    note: str
    checked_by: str
    checked_at: object
    evidence: tuple[Evidence, ...]

    @property
    def css(self) -> str:
        return {"passed": "done", "accepted": "done", "failed": "fail"}.get(self.outcome, "")


@dataclass(frozen=True, slots=True)
class MoveButton:
    action: str
    label: str
    is_danger: bool
    why_not: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    partner: Partner
    steps: tuple[Step, ...]
    lines: tuple[CheckLine, ...]
    passed: int
    moves: tuple[MoveButton, ...]
    agreements: tuple[Agreement, ...]
    is_in_review: bool
    impact: tuple[ImpactLine, ...]
    appeal: RefusalAppeal | None


def check_lines(partner: Partner) -> tuple[CheckLine, ...]:
    """All lines of the review, looked at or not, with their documents; two queries."""
    known = {
        row.code: row for row in ReviewCheck.objects.filter(partner=partner).select_related("checked_by")
    }
    documents: dict[str, list[Evidence]] = {}
    for evidence in Evidence.objects.filter(partner=partner).order_by("uploaded_at", "pk"):
        documents.setdefault(evidence.code, []).append(evidence)
    lines = []
    for code in CheckCode:
        row = known.get(code.value) or ReviewCheck(code=code.value)
        lines.append(
            CheckLine(
                code=code.value,
                label=str(code.label),
                outcome=row.outcome,
                outcome_label=row.get_outcome_display(),
                note=row.note,
                checked_by=row.checked_by.get_full_name() if row.checked_by else "",
                checked_at=row.checked_at,
                evidence=tuple(documents.get(code.value, ())),
            )
        )
    return tuple(lines)


def review_page(partner: Partner) -> ReviewPage:
    """Everything that a decision needs."""
    moves = moves_of(State(partner.state), facts_of(partner), Party.STAFF)
    lines = check_lines(partner)
    return ReviewPage(
        partner=partner,
        steps=state_line(partner.state),
        lines=lines,
        passed=sum(line.css == "done" for line in lines),
        moves=tuple(
            MoveButton(
                action=move.action.value,
                label=str(ACTION_LABELS[move.action]),
                is_danger=move.action in {Action.REFUSE, Action.SUSPEND, Action.END},
                why_not=tuple(str(BLOCK_LABELS[block]) for block in move.blocks),
            )
            for move in moves
        ),
        agreements=tuple(Agreement.objects.filter(partner=partner)),
        is_in_review=partner.state == PartnerState.IN_REVIEW,
        impact=impact_of(partner),
        appeal=newest_appeal(partner),
    )


def newest_appeal(partner: Partner) -> RefusalAppeal | None:
    """The last appeal against a refusal, decided or not; one query."""
    return RefusalAppeal.objects.filter(partner=partner).select_related("decided_by").first()


def newest_refusal(partner: Partner) -> AuditEntry | None:
    """The newest refusal, as the audit log has it: who refused, and the reason as long as nobody erased it; one query."""
    rows: QuerySet[AuditEntry] = AuditEntry.objects.filter(
        verb="partner.state-changed", target_type="accounts.partner", target_id=str(partner.pk)
    )
    newest = rows.select_related("personal").order_by("-pk")[:20]
    return next((row for row in newest if row.detail.get("to") == PartnerState.REFUSED.value), None)


def reason_of(refusal: AuditEntry | None) -> str:
    personal = getattr(refusal, "personal", None)
    return str(personal.payload.get("reason", "")) if personal is not None else ""


@dataclass(frozen=True, slots=True)
class AgreementPage:
    partner: Partner
    steps: tuple[Step, ...]
    lines: tuple[CheckLine, ...]
    agreements: tuple[Agreement, ...]
    can_sign: bool
    can_hand_in: bool
    starts_on: date
    ends_on: date
    terms_template: str
    appeal: RefusalAppeal | None
    can_appeal: bool
    refused_because: str

    @property
    def next_line(self) -> str:
        """The code of the first line of the review without a document; empty when each has one."""
        return next((line.code for line in self.lines if not line.evidence), "")


def agreement_page(partner: Partner, *, may_sign_for_it: bool, may_edit: bool) -> AgreementPage:
    """What the partner's own people see."""
    facts = facts_of(partner)
    starts_on, ends_on = term_after(facts.today, facts.agreement_until)
    appeal = newest_appeal(partner)
    is_refused = partner.state == PartnerState.REFUSED
    was_heard = appeal is not None and appeal.refused_at == partner.state_since
    return AgreementPage(
        partner=partner,
        steps=state_line(partner.state),
        lines=check_lines(partner),
        agreements=tuple(Agreement.objects.filter(partner=partner)),
        can_sign=may_sign_for_it and may_sign(State(partner.state), facts),
        can_hand_in=may_edit and partner.state in {PartnerState.APPLIED, PartnerState.IN_REVIEW},
        starts_on=starts_on,
        ends_on=ends_on,
        terms_template=f"accounts/agreements/terms-{TERMS_VERSION}.html",
        appeal=appeal,
        can_appeal=may_edit and is_refused and not was_heard,
        refused_because=reason_of(newest_refusal(partner)) if may_edit and is_refused else "",
    )
