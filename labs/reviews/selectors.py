"""Reads the queue, one run beside its rubric, and the agreement figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from labs.debrief.selectors import CostRow, CriterionRow, criteria_of
from labs.debrief.transcript import Entry, all_evidence, entries_of, evidence_of
from labs.evaluation.models import Evaluation
from labs.judging.selectors import ShownProposal, shown_proposals
from labs.reviews.advice import Advice, advice_by_criterion
from labs.reviews.engine.agreement import Agreement, agreement
from labs.reviews.models import ReviewCause, ReviewedCriterion, ReviewRequest
from labs.reviews.scope import evaluations_for, open_requests_for
from labs.sessions import log

if TYPE_CHECKING:
    from accounts.api import User

QUEUE_LENGTH = 50


@dataclass(frozen=True)
class QueueRow:
    evaluation_id: UUID
    enrolment_id: UUID
    learner: str
    lab: str
    cohort: str
    causes: tuple[str, ...]
    has_red_line: bool
    points: int
    possible: int
    passed: bool
    opened_at: datetime
    due_at: datetime
    is_overdue: bool


@dataclass(frozen=True)
class AppealText:
    criterion: int | None
    text: str
    at: datetime


@dataclass(frozen=True)
class ReviewPage:
    evaluation_id: UUID
    learner: str
    lab: str
    slug: str
    variant: str
    cohort: str
    started_at: datetime
    turns: int
    points: int
    possible: int
    pass_mark: int
    red_lines: tuple[str, ...]
    opened_at: datetime | None
    due_at: datetime | None
    criteria: tuple[CriterionRow, ...]
    costs: tuple[CostRow, ...]
    timeline: tuple[Entry, ...]
    appeals: tuple[AppealText, ...]
    is_reviewed: bool
    reviewed_by_me: bool
    mine: Agreement
    next_id: UUID | None
    waiting: int
    gradings: tuple[Evaluation, ...]
    agreement: tuple[AgreementRow, ...]
    proposals: dict[int, ShownProposal]

    @property
    def has_advice(self) -> bool:
        return any(row.advice for row in self.agreement)


@dataclass(frozen=True)
class AgreementRow:
    k: int
    title: str
    figures: Agreement
    advice: Advice | None


def review_queue(user: User) -> tuple[QueueRow, ...]:
    """Runs that wait for this person, each once, with all its causes: one query."""
    found: dict[int, list[ReviewRequest]] = defaultdict(list)
    requests = (
        open_requests_for(user)
        .select_related(
            "evaluation__session__learner",
            "evaluation__session__activity",
            "evaluation__session__enrolment__cohort",
        )
        .order_by("rank", "due_at", "pk")[: QUEUE_LENGTH * 2]
    )
    for request in requests:
        found[request.evaluation_id].append(request)
    return tuple(_queue_row(rows) for rows in list(found.values())[:QUEUE_LENGTH])


def _queue_row(rows: list[ReviewRequest]) -> QueueRow:
    evaluation = rows[0].evaluation
    session = evaluation.session
    due = min(row.due_at for row in rows)
    return QueueRow(
        evaluation_id=evaluation.public_id,
        enrolment_id=session.enrolment.public_id,
        learner=session.learner.get_full_name(),
        lab=session.activity.title,
        cohort=str(session.enrolment.cohort or ""),
        causes=tuple(str(ReviewCause(row.cause).label) for row in rows),
        has_red_line=evaluation.has_red_line,
        points=evaluation.points,
        possible=evaluation.possible,
        passed=evaluation.passed,
        opened_at=min(row.opened_at for row in rows),
        due_at=due,
        is_overdue=due < timezone.now(),
    )


def review_page(user: User, evaluation: Evaluation) -> ReviewPage:
    """The run beside its rubric. A second reviewer does not see the first one's points."""
    session = evaluation.session
    scenario = log.scenario_of(session)
    events = log.events_of(session)
    by_seq = {event.seq: event for event in events}
    result = evaluation.result
    requests = list(evaluation.review_requests.select_related("appeal").order_by("pk"))
    standing = [one for one in requests if one.closed_by_id is None]
    reviewers = set(evaluation.reviews.values_list("reviewer_id", flat=True))
    queue = [row.evaluation_id for row in review_queue(user)]
    after = queue[queue.index(evaluation.public_id) + 1 :] if evaluation.public_id in queue else queue
    timeline = entries_of(scenario, events, all_evidence(result))
    return ReviewPage(
        evaluation_id=evaluation.public_id,
        learner=session.learner.get_full_name(),
        lab=session.activity.title,
        slug=session.activity.key,
        variant=session.variant.upper(),
        cohort=str(session.enrolment.cohort or ""),
        started_at=session.started_at,
        turns=sum(event.type == "msg.learner" for event in events),
        points=evaluation.points,
        possible=evaluation.possible,
        pass_mark=evaluation.pass_mark,
        red_lines=tuple(one["say"] for one in result.get("critical", [])),
        opened_at=min((one.opened_at for one in standing), default=None),
        due_at=min((one.due_at for one in standing), default=None),
        criteria=criteria_of(scenario, result, by_seq),
        costs=tuple(
            CostRow(cost["points"], cost["say"], evidence_of(scenario, by_seq, cost["evidence"]))
            for cost in result.get("costs", [])
        ),
        timeline=timeline,
        proposals=shown_proposals(evaluation, timeline),
        appeals=tuple(_appeals(requests)),
        is_reviewed=bool(reviewers),
        reviewed_by_me=user.pk in reviewers,
        mine=agreement(_pairs(user, evaluation, mine=True)),
        next_id=after[0] if after else None,
        waiting=len(queue),
        agreement=agreement_rows(user, evaluation),
        gradings=_gradings(evaluation),
    )


def _gradings(evaluation: Evaluation) -> tuple[Evaluation, ...]:
    """Every result of this run, where more than one rubric has read it."""
    found = tuple(Evaluation.objects.filter(session=evaluation.session).defer("result").order_by("pk"))
    return found if len(found) > 1 else ()


def _appeals(requests: list[ReviewRequest]) -> list[AppealText]:
    return [
        AppealText(one.appeal.criterion, one.appeal.text, one.appeal.created_at)
        for one in requests
        if one.cause == ReviewCause.APPEAL and hasattr(one, "appeal")
    ]


def _pairs(user: User, evaluation: Evaluation, *, mine: bool = False) -> list[tuple[int, int]]:
    rows = _verdicts(user, evaluation)
    if mine:
        rows = rows.filter(review__reviewer=user)
    return [(row.rule_points, row.points) for row in rows]


def _verdicts(user: User, evaluation: Evaluation) -> Any:
    """Verdicts on runs under the same rubric's lab, of cohorts this person may see."""
    return ReviewedCriterion.objects.filter(
        review__evaluation__in=evaluations_for(user),
        review__evaluation__rubric_sha=evaluation.rubric_sha,
    )


def agreement_rows(user: User, evaluation: Evaluation) -> tuple[AgreementRow, ...]:
    """Rule and people, criterion by criterion, for this rubric; beside it how far people and a model's advice agree."""
    pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    verdicts = list(_verdicts(user, evaluation).select_related("review").order_by("pk"))
    for row in verdicts:
        pairs[row.criterion].append((row.rule_points, row.points))
    advice = advice_by_criterion(verdicts)
    return tuple(
        AgreementRow(k, str(one["title"]), agreement(pairs[k]), advice.get(k))
        for one in evaluation.criteria
        for k in [int(one["k"])]
    )
