"""Which runs wait for a person and have had no advice yet, and how far people and the model agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from labs.evaluation.models import Evaluation
from labs.judging.models import DISCARDED, JudgeProposal, ProposalState, Verdict
from labs.providers.models import JudgeSetting
from labs.reviews.engine.agreement import Agreement, agreement
from labs.reviews.models import ReviewedCriterion, ReviewRequest

AT_ONCE = 200
FULL = 2


@dataclass(frozen=True)
class Advice:
    """What became of a model's proposals for one criterion. `figures` compares "fully shown" with a person's two points.

    Only proposals that came before the person's verdict are compared. The person could read them: this is no blind test.
    """

    asked: int
    discarded: int
    unsure: int
    figures: Agreement


def runs_without_advice(evaluation_id: int | None = None) -> list[Evaluation]:
    """Runs with an open request, no verdict and no proposals; none while advice is off everywhere."""
    if not JudgeSetting.objects.filter(is_on=True).exists():
        return []
    waiting = ReviewRequest.objects.filter(closed_by=None).values("evaluation")
    found = Evaluation.objects.filter(pk__in=waiting, proposals=None, reviews=None)
    if evaluation_id is not None:
        found = found.filter(pk=evaluation_id)
    rows = found.select_related("session__scenario", "session__enrolment__cohort").defer(
        "session__scenario__package"
    )
    return list(rows.order_by("pk")[:AT_ONCE])


def advice_by_criterion(verdicts: Iterable[ReviewedCriterion]) -> dict[int, Advice]:
    """Over the runs of these verdicts: one query. `verdicts` come with their reviews."""
    given = list(verdicts)
    proposals = defaultdict(list)
    for one in JudgeProposal.objects.filter(
        evaluation_id__in={row.review.evaluation_id for row in given}
    ).exclude(answered_at=None):
        proposals[one.evaluation_id, one.criterion].append(one)
    pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    states: dict[int, list[JudgeProposal]] = defaultdict(list)
    for row in given:
        for one in proposals.pop((row.review.evaluation_id, row.criterion), []):
            if one.answered_at is not None and one.answered_at < row.review.created_at:
                states[row.criterion].append(one)
                if one.verdict in (Verdict.MET, Verdict.UNMET):
                    said = FULL if one.verdict == Verdict.MET else 0
                    pairs[row.criterion].append((said, FULL if row.points == FULL else 0))
    return {
        k: Advice(
            asked=len(rows),
            discarded=sum(one.state in DISCARDED for one in rows),
            unsure=sum(one.verdict == Verdict.CANNOT_ASSESS for one in rows),
            figures=agreement(pairs[k]),
        )
        for k, rows in states.items()
        if any(one.state != ProposalState.TOO_LONG for one in rows)
    }
