"""Scores an ended session once per rubric, and writes the mark of an assessed run."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.api import enqueue
from courses.api import Mark, record_result
from labs.evaluation.engine.rubric import Result, score
from labs.evaluation.models import Evaluation
from labs.sessions import log
from labs.sessions.models import LabSession
from labs.workplace.engine.events import Draft

if TYPE_CHECKING:
    from accounts.api import User

POSSIBLE = 10
REVIEW_TASK = "labs.open_reviews"


def score_session(*, session_id: int) -> Evaluation | None:
    """Read the log by the rules. Safe to repeat; None while the session is open, or when it was stopped from outside."""
    with transaction.atomic():
        session = (
            LabSession.objects.select_for_update(of=("self",))
            .select_related("scenario", "enrolment", "activity")
            .defer("scenario__package")
            .get(pk=session_id)
        )
        if session.is_open or session.killed_at is not None or session.withdrawn_at is not None:
            return None
        scenario = log.scenario_of(session)
        known = Evaluation.objects.filter(session=session, rubric_sha=scenario.rubric.sha).first()
        if known is not None:
            return known
        result = score(scenario, log.events_of(session))
        counts = session.is_assessed and session.forked_from_id is None
        evaluation = keep_result(session, result, counts=counts)
        log.append_draft(
            session, Draft("engine", "score.auto", {"points": result.score, "rubric": result.rubric})
        )
        if evaluation.counts:
            record_evaluation(evaluation, result)
            enqueue(REVIEW_TASK, evaluation.pk)
    return evaluation


def keep_result(session: LabSession, result: Result, *, counts: bool) -> Evaluation:
    """A row for what the rules of one rubric made of a run."""
    return Evaluation.objects.create(
        session=session,
        rubric_sha=result.rubric,
        points=result.score,
        possible=POSSIBLE,
        pass_mark=result.pass_at,
        passed=result.passed,
        has_red_line=bool(result.critical),
        result=result.to_json(),
        counts=counts,
    )


def record_evaluation(evaluation: Evaluation, result: Result, *, reason: str = "") -> Mark:
    """The mark of a rule's result; with a reason it takes the place of the one that stands."""
    session = evaluation.session
    return record_result(
        enrolment=session.enrolment,
        activity=session.activity,
        key=mark_key(evaluation),
        points=Decimal(evaluation.points),
        possible=Decimal(evaluation.possible),
        passed=evaluation.passed,
        outcome="passed" if evaluation.passed else "failed",
        detail=_mark_detail(evaluation, result),
        actor=None,
        reason=reason,
        replaces=_standing_mark(session) if reason else None,
    )


def _standing_mark(session: LabSession) -> Mark | None:
    """The mark of this run that nothing has replaced yet, under whichever rubric."""
    marks = Mark.objects.filter(
        enrolment=session.enrolment,
        activity=session.activity,
        key__startswith=_run_key(session),
        replaced_by=None,
    )
    return marks.order_by("-pk").first()


def _mark_detail(evaluation: Evaluation, result: Result) -> dict[str, object]:
    """What a mark says of its origin: ids and numbers, never words."""
    return {
        **_about(evaluation),
        "scored_by": "rule",
        "criteria": {str(one.k): one.points for one in result.criteria},
        "red_lines": [one.id for one in result.critical],
    }


def record_review(
    *,
    evaluation: Evaluation,
    points: int,
    passed: bool,
    criteria: dict[int, int],
    red_line: bool,
    reviewer: User,
    reason: str,
    key: str,
) -> Mark:
    """The mark of a person's verdict takes the place of the one that stands; both stay in the ledger."""
    session = evaluation.session
    return record_result(
        enrolment=session.enrolment,
        activity=session.activity,
        key=f"{mark_key(evaluation)}:{key}",
        points=Decimal(points),
        possible=Decimal(evaluation.possible),
        passed=passed,
        outcome="passed" if passed else "failed",
        detail={
            **_about(evaluation),
            "scored_by": "person",
            "criteria": {str(k): value for k, value in criteria.items()},
            "red_lines": [one["id"] for one in evaluation.result.get("critical", [])] if red_line else [],
        },
        actor=reviewer,
        reason=reason,
        replaces=_standing_mark(session),
    )


def mark_key(evaluation: Evaluation) -> str:
    """The ledger's key of a run under one rubric."""
    return f"{_run_key(evaluation.session)}{evaluation.rubric_sha[:12]}"


def _run_key(session: LabSession) -> str:
    return f"lab:{session.public_id.hex}:"


def _about(evaluation: Evaluation) -> dict[str, str]:
    session = evaluation.session
    return {
        "mode": session.mode,
        "session": str(session.public_id),
        "variant": session.variant,
        "scenario": session.scenario.digest,
        "rubric": evaluation.rubric_sha,
    }
