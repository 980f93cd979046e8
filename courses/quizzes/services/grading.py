"""Grades an attempt and writes its mark, at the end and again after an appeal or a correction."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from courses.progress.models import Mark
from courses.progress.services import record_result
from courses.quizzes.compiled import quiz_of
from courses.quizzes.engine.grade import FormResult, written
from courses.quizzes.engine.rules import late_factor, rules_of
from courses.quizzes.models import Attempt
from courses.quizzes.selectors.attempts import awards_of, graded, newest_revision, rules_for

if TYPE_CHECKING:
    from accounts.api import User


def close_and_mark(attempt: Attempt, *, at: datetime, by: str, actor: User | None) -> Attempt:
    """Close an attempt that the caller holds locked, with its enrolment, and write its first mark."""
    attempt.submitted_at, attempt.closed_by = at, by
    attempt.revision = newest_revision(attempt.activity_id)
    factor = _mark(attempt, graded(attempt))
    record_result(
        enrolment=attempt.enrolment,
        activity=attempt.activity,
        key=first_key(attempt),
        points=attempt.points or written(Fraction(0)),
        possible=attempt.possible or written(Fraction(0)),
        passed=attempt.passed,
        outcome="graded",
        detail=_detail(attempt, factor, "sum of points"),
        actor=actor,
        is_locked=True,
    )
    return attempt


def mark_again(
    attempt: Attempt,
    *,
    revision: int,
    step: str,
    rule: str,
    reason: str,
    actor: User | None,
    result: FormResult | None = None,
) -> Mark | None:
    """Grade an attempt that the caller holds locked once more; None where the mark stays as it is.

    `step` names the cause, such as `regrade:17`; the same step twice writes one mark.
    """
    before = (attempt.points, attempt.possible, attempt.passed)
    attempt.revision = revision
    factor = _mark(attempt, result or graded(attempt, awards=awards_of(attempt)))
    if before == (attempt.points, attempt.possible, attempt.passed):
        return None
    return record_result(
        enrolment=attempt.enrolment,
        activity=attempt.activity,
        key=f"{first_key(attempt)}:{step}",
        points=attempt.points or written(Fraction(0)),
        possible=attempt.possible or written(Fraction(0)),
        passed=attempt.passed,
        outcome="regraded",
        detail=_detail(attempt, factor, rule),
        actor=actor,
        reason=reason,
        replaces=standing_mark(attempt),
    )


def first_key(attempt: Attempt) -> str:
    return f"attempt:{attempt.public_id}"


def standing_mark(attempt: Attempt) -> Mark | None:
    """The mark of this attempt that counts now."""
    marks = Mark.objects.filter(
        enrolment_id=attempt.enrolment_id, key__startswith=first_key(attempt), replaced_by=None
    )
    return marks.order_by("-pk").first()


def outcome_of(attempt: Attempt, result: FormResult) -> tuple[Fraction, Fraction, bool]:
    """Points earned (late days taken off), what is left of them after late days, and whether it passes."""
    quiz = quiz_of(attempt.activity)
    # Only late credit looks at dates: a regrade of thousands asks for none of them otherwise.
    rules = rules_for(quiz, attempt.enrolment, attempt.activity) if quiz.spec.late else rules_of(quiz.spec)
    factor = late_factor(rules, submitted_at=attempt.submitted_at) if attempt.submitted_at else Fraction(1)
    earned = result.earned * factor
    share = earned / result.possible if result.possible else Fraction(0)
    return earned, factor, share >= Fraction(repr(rules.pass_share))


def _mark(attempt: Attempt, result: FormResult) -> Fraction:
    earned, factor, attempt.passed = outcome_of(attempt, result)
    attempt.points, attempt.possible = written(earned), written(result.possible)
    attempt.results = [[one.item.id, str(written(one.earned)), one.grade.state.value] for one in result.items]
    attempt.save(
        update_fields=["submitted_at", "closed_by", "points", "possible", "passed", "results", "revision"]
    )
    return factor


def _detail(attempt: Attempt, factor: Fraction, rule: str) -> dict[str, Any]:
    return {
        "attempt": str(attempt.public_id),
        "number": attempt.number,
        "mode": attempt.mode,
        "closed_by": attempt.closed_by,
        "rule": rule,
        "revision": attempt.revision,
        "kept_of_late_points": str(factor),
        "items": attempt.results,
    }
