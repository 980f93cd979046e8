"""What the pages about courses, instructors and one case show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.api import TEACHING_ROLES, AuditEntry, Membership
from courses.catalogue.models import CourseVersion
from courses.programme.engine.accreditation import (
    FINAL_STATES,
    OPEN_STATES,
    Action,
    Evidence,
    Facts,
    Party,
    State,
    moves_of,
    needs_reason,
    required_evidence,
    term_after,
)
from courses.programme.models import (
    Accreditation,
    AccreditationEvidence,
    AccreditationState,
    Authorisation,
    EvidenceCode,
)
from courses.programme.selectors import BLOCK_LABELS, facts_of, last_day_of, today

if TYPE_CHECKING:
    from accounts.api import Partner, User

PAGE_SIZE = 50
ACTION_LABELS = {
    Action.TAKE: _("Take the case"),
    Action.RETURN: _("Return for more documents"),
    Action.GRANT: _("Accredit"),
    Action.REFUSE: _("Refuse"),
    Action.SUSPEND: _("Suspend"),
    Action.LIFT: _("Lift the suspension"),
    Action.END: _("End"),
    Action.WITHDRAW: _("Withdraw the proposal"),
}
VERBS = {
    "accreditation.proposed": _("Proposed"),
    "accreditation.in-review": _("Review taken"),
    "accreditation.asked": _("Returned for more documents"),
    "accreditation.granted": _("Accredited"),
    "accreditation.refused": _("Refused"),
    "accreditation.suspended": _("Suspended"),
    "accreditation.ended": _("Ended"),
}
DANGERS = frozenset({Action.REFUSE, Action.SUSPEND, Action.END, Action.WITHDRAW})


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    code: str
    label: str
    is_needed: bool
    papers: tuple[AccreditationEvidence, ...]

    @property
    def css(self) -> str:
        return "done" if self.papers else ""


@dataclass(frozen=True, slots=True)
class MoveButton:
    action: str
    label: str
    is_danger: bool
    has_reason: bool
    has_term: bool
    why_not: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    case: Accreditation
    lines: tuple[EvidenceLine, ...]
    moves: tuple[MoveButton, ...]
    withdraw: MoveButton | None
    can_hand_in: bool
    first_day: date
    last_day: date
    history: tuple[tuple[str, AuditEntry], ...]
    earlier: tuple[Accreditation, ...]

    @property
    def next_line(self) -> str:
        """The code of the first needed document that is not there; empty when nothing is missing."""
        return next((line.code for line in self.lines if line.is_needed and not line.papers), "")

    @property
    def has_term_fields(self) -> bool:
        return any(move.has_term and not move.why_not for move in self.moves)


def case_page(row: Accreditation, user: User, *, can_decide: bool) -> CasePage:
    """Everything that a decision needs."""
    facts = facts_of(row, user)
    state = State(row.state)
    papers: dict[str, list[AccreditationEvidence]] = {}
    for paper in AccreditationEvidence.objects.filter(accreditation=row).order_by("uploaded_at", "pk"):
        papers.setdefault(paper.code, []).append(paper)
    needed = required_evidence(row.edition)
    first_day, last_day = term_after(today(), last_day_of(row.partner, row.user_id, row.version_id))
    history = (
        AuditEntry.objects.filter(target_type="courses.accreditation", target_id=str(row.pk))
        .select_related("actor", "personal")
        .order_by("-happened_at", "-pk")
    )
    others = Accreditation.objects.filter(partner=row.partner, user=row.user, version=row.version_id)
    return CasePage(
        case=row,
        lines=tuple(
            EvidenceLine(
                code.value, str(code.label), Evidence(code.value) in needed, tuple(papers.get(code.value, ()))
            )
            for code in EvidenceCode
        ),
        moves=_buttons(state, facts, Party.STAFF) if can_decide else (),
        withdraw=next(iter(_buttons(state, facts, Party.PARTNER)), None),
        can_hand_in=state in {State.ASKED, State.IN_REVIEW},
        first_day=first_day,
        last_day=last_day,
        history=tuple((str(VERBS.get(entry.verb, entry.verb)), entry) for entry in history[:20]),
        earlier=tuple(others.exclude(pk=row.pk).order_by("-edition")),
    )


def _buttons(state: State, facts: Facts, party: Party) -> tuple[MoveButton, ...]:
    return tuple(
        MoveButton(
            action=move.action.value,
            label=str(ACTION_LABELS[move.action]),
            is_danger=move.action in DANGERS,
            has_reason=needs_reason(move.action),
            has_term=move.action is Action.GRANT,
            why_not=tuple(str(BLOCK_LABELS[block]) for block in move.blocks),
        )
        for move in moves_of(state, facts, party)
    )


@dataclass(frozen=True, slots=True)
class CourseLine:
    public_id: UUID
    course: str
    starts_on: date
    until: date
    is_running: bool
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class InstructorLine:
    public_id: UUID
    name: str
    course: str
    state: str
    label: str
    ends_on: date | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class TeachingPage:
    """What a partner may deliver, and who may teach it."""

    partner: Partner
    courses: tuple[CourseLine, ...]
    instructors: tuple[InstructorLine, ...]
    can_propose: bool
    can_authorise: bool


def teaching_page(
    partner: Partner, *, only: User | None, can_propose: bool, can_authorise: bool
) -> TeachingPage:
    """Two queries. `only`: an instructor sees their own cases and no colleague's."""
    day = today()
    rows = Authorisation.objects.filter(partner=partner).select_related("version").defer("version__spec")
    cases = Accreditation.objects.filter(partner=partner)
    if only is not None:
        cases = cases.filter(user=only)
    return TeachingPage(
        partner=partner,
        courses=tuple(
            CourseLine(
                row.public_id,
                str(row.version),
                row.starts_on,
                row.until,
                row.starts_on <= day <= row.until,
                row.withdrawn_on is None and row.ends_on >= day,
            )
            for row in rows.order_by("-starts_on", "-pk")
        ),
        instructors=tuple(
            instructor_line(row, day)
            for row in cases.select_related("version", "user")
            .defer("version__spec")
            .order_by("user__name", "version", "-edition")
        ),
        can_propose=can_propose,
        can_authorise=can_authorise,
    )


def instructor_line(row: Accreditation, day: date) -> InstructorLine:
    is_live = row.state in {State.GRANTED, State.SUSPENDED} and row.ends_on is not None
    return InstructorLine(
        public_id=row.public_id,
        name=row.user.get_full_name(),
        course=str(row.version),
        state=row.state,
        label=str(AccreditationState(row.state).label),
        ends_on=row.ends_on,
        days_left=(row.ends_on - day).days if is_live and row.ends_on is not None else None,
    )


def case_list(*, state: str | None, search: str | None, page: int | None) -> Page[Any]:
    """Cases of all partners, those that wait first; two queries for any number."""
    rows: QuerySet[Accreditation] = Accreditation.objects.select_related("partner", "user", "version").defer(
        "version__spec"
    )
    if state == "waiting":
        rows = rows.filter(state__in=OPEN_STATES)
    elif state in AccreditationState.values:
        rows = rows.filter(state=state)
    elif state != "all":
        rows = rows.exclude(state__in=FINAL_STATES)
    if search:
        rows = rows.filter(Q(user__name__icontains=search) | Q(partner__name__icontains=search))
    return Paginator(rows.order_by("asked_at", "pk"), PAGE_SIZE).get_page(page or 1)


def versions_to_deliver() -> QuerySet[CourseVersion]:
    """What can be authorised: every version, newest first."""
    return CourseVersion.objects.defer("spec").order_by("-pk")


def people_to_propose(partner: Partner) -> QuerySet[Membership]:
    found: QuerySet[Membership] = (
        Membership.objects.filter(partner=partner, role__in=TEACHING_ROLES)
        .select_related("user")
        .order_by("user__name", "pk")
    )
    return found
