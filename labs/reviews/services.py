"""Opens runs for review, takes a person's verdict, and takes appeals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import record_audit
from labs.evaluation.models import Evaluation
from labs.evaluation.services import record_review
from labs.reviews.models import Appeal, Review, ReviewCause, ReviewedCriterion, ReviewRequest

if TYPE_CHECKING:
    from accounts.api import User

DAYS = 7
RANKS = {
    ReviewCause.RED_LINE: 0,
    ReviewCause.APPEAL: 1,
    ReviewCause.SECOND: 1,
    ReviewCause.ALL: 2,
    ReviewCause.SAMPLE: 2,
}


@dataclass(frozen=True)
class Verdict:
    """Points of a person for one criterion, with a reason where they differ from the rule."""

    points: int
    reason: str = ""


def open_reviews(*, evaluation_id: int) -> list[ReviewRequest]:
    """A red line always waits for a person; other runs by what the programme's credentials say. Safe to repeat."""
    evaluation = Evaluation.objects.select_related("session__enrolment__version", "session__activity").get(
        pk=evaluation_id
    )
    causes = []
    if evaluation.has_red_line:
        causes.append(ReviewCause.RED_LINE)
    policy = _policy(evaluation)
    if policy == "all":
        causes.append(ReviewCause.ALL)
    elif policy == "sampled" and _is_sampled(evaluation):
        causes.append(ReviewCause.SAMPLE)
    return [_open(evaluation, cause) for cause in causes if not evaluation.reviews.exists()]


def open_missed_reviews(*, limit: int = 500) -> int:
    """Runs that counted before their learner chose a track wait for a person too. Returns how many were opened."""
    passed = Evaluation.objects.filter(counts=True, passed=True, reviews=None, review_requests=None)
    due = passed.exclude(session__enrolment__track="").order_by("pk").values_list("pk", flat=True)
    opened = 0
    for evaluation_id in list(due):
        opened += bool(open_reviews(evaluation_id=evaluation_id))
        if opened == limit:
            break
    return opened


def _policy(evaluation: Evaluation) -> str:
    """The strictest `confirm` of the credentials that need this lab; a track's only for those who chose the track."""
    key = evaluation.session.activity.key
    track = evaluation.session.enrolment.track
    found = [
        str(spec.get("confirm", "none"))
        for spec in evaluation.session.enrolment.version.credentials.values()
        if spec.get("track") in (None, "", track)
        and any(key in (line.get("lab"), *line.get("labs", [])) for line in spec.get("requires", []))
    ]
    return next((policy for policy in ("all", "sampled") if policy in found), "none")


def _is_sampled(evaluation: Evaluation) -> bool:
    """By a hash of the run, so that nobody can choose and a repeat chooses the same."""
    picked = int(sha256(evaluation.session.public_id.bytes).hexdigest(), 16) % 100
    return picked < settings.LABS_SAMPLE_PERCENT


def _open(evaluation: Evaluation, cause: ReviewCause, asked_by: User | None = None) -> ReviewRequest:
    request, _made = ReviewRequest.objects.get_or_create(
        evaluation=evaluation,
        cause=cause,
        closed_by=None,
        defaults={
            "rank": RANKS[cause],
            "due_at": timezone.now() + timedelta(days=DAYS),
            "asked_by": asked_by,
        },
    )
    return request


def appeal(*, evaluation: Evaluation, learner: User, text: str, criterion: int | None = None) -> Appeal:
    """A learner asks a person to look again; one appeal stands at a time."""
    with transaction.atomic():
        Evaluation.objects.select_for_update().get(pk=evaluation.pk)
        standing = Appeal.objects.filter(request__evaluation=evaluation, request__closed_by=None).first()
        if standing is not None:
            return standing
        request = _open(evaluation, ReviewCause.APPEAL, learner)
        made = Appeal.objects.create(request=request, criterion=criterion, text=text)
        record_audit(
            actor=learner, verb="lab_result.appealed", target=evaluation, detail={"criterion": criterion}
        )
    return made


def ask_second_reviewer(*, evaluation: Evaluation, reviewer: User) -> ReviewRequest:
    """Another person shall look, without seeing the first one's points."""
    with transaction.atomic():
        request = _open(evaluation, ReviewCause.SECOND, reviewer)
        record_audit(actor=reviewer, verb="lab_review.second_asked", target=evaluation)
    return request


def review_run(
    *,
    evaluation: Evaluation,
    reviewer: User,
    verdicts: Mapping[int, Verdict],
    red_line: bool | None = None,
    red_line_reason: str = "",
) -> Review:
    """Confirm the rules' result or differ from it. The newest verdict of a person is the mark; all are kept."""
    rule = {one["k"]: int(one["points"]) for one in evaluation.criteria}
    if set(verdicts) != set(rule):
        raise ValidationError(_("Give points for every criterion."))
    changed = {k: v for k, v in verdicts.items() if v.points != rule[k]}
    if any(not verdict.reason.strip() for verdict in changed.values()):
        raise ValidationError(_("Say why you differ from the rule. The learner reads it."))
    stands = evaluation.has_red_line if red_line is None else red_line and evaluation.has_red_line
    is_lifted = evaluation.has_red_line and not stands
    if is_lifted and not red_line_reason.strip():
        raise ValidationError(_("Say why the red line does not stand. The learner reads it."))
    points = _total(evaluation, verdicts)
    with transaction.atomic():
        Evaluation.objects.select_for_update().get(pk=evaluation.pk)
        if Review.objects.filter(evaluation=evaluation, reviewer=reviewer).exists():
            raise ValidationError(_("You have reviewed this run already."))
        review = Review.objects.create(
            evaluation=evaluation,
            reviewer=reviewer,
            points=points,
            possible=evaluation.possible,
            passed=points >= evaluation.pass_mark and not stands,
            has_red_line=stands,
            red_line_reason=red_line_reason.strip() if is_lifted else "",
            changes=len(changed),
        )
        ReviewedCriterion.objects.bulk_create(
            ReviewedCriterion(
                review=review,
                criterion=k,
                rule_points=rule[k],
                points=verdict.points,
                reason=verdict.reason.strip() if k in changed else "",
            )
            for k, verdict in sorted(verdicts.items())
        )
        ReviewRequest.objects.filter(evaluation=evaluation, closed_by=None).exclude(
            cause=ReviewCause.SECOND, asked_by=reviewer
        ).update(closed_by=review)
        _write_mark(review, changed)
        record_audit(
            actor=reviewer,
            verb="lab_review.given",
            target=review,
            detail={"changes": len(changed), "passed": review.passed, "red_line_lifted": is_lifted},
        )
    return review


def _total(evaluation: Evaluation, verdicts: Mapping[int, Verdict]) -> int:
    costs = sum(int(cost["points"]) for cost in evaluation.result.get("costs", []))
    return max(0, sum(verdict.points for verdict in verdicts.values()) - costs)


def _write_mark(review: Review, changed: Mapping[int, Verdict]) -> None:
    reason = (
        _("%(count)s criteria changed by a reviewer.") % {"count": len(changed)}
        if changed
        else _("Confirmed by a reviewer.")
    )
    record_review(
        evaluation=review.evaluation,
        points=review.points,
        passed=review.passed,
        criteria={one.criterion: one.points for one in review.criteria.all()},
        red_line=review.has_red_line,
        reviewer=review.reviewer,
        reason=reason,
        key=review.public_id.hex[:12],
    )
