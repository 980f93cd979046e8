"""Work samples over all learners: how far raters agree, and which seats are empty or late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from courses.progress.models import Mark
from courses.worksamples.compiled import sample_of
from courses.worksamples.models import Rating, Work, WorkState
from courses.worksamples.selectors.raters import AgreementRow, agreement_of, candidates_for
from courses.worksamples.selectors.works import plain

if TYPE_CHECKING:
    from accounts.api import User
    from courses.catalogue.models import Activity
    from courses.worksamples.engine.specs import Criterion
    from courses.worksamples.models import WorkAppeal

SEATS = 100


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One published work sample: works by state, and agreement criterion by criterion."""

    activity: Activity
    raters: int
    with_raters: int
    returned: int
    rated: int
    passed: int
    agreement: Sequence[AgreementRow]

    @property
    def pairs(self) -> int:
        """Hand-ins that two people have rated."""
        return max((row.figures.n for row in self.agreement), default=0)


def sample_rows(activities: Iterable[Activity]) -> list[SampleRow]:
    """Two queries for each work sample; a course has a handful of them."""
    rows = []
    for activity in activities:
        states = list(Work.objects.filter(activity=activity).values_list("state", "passed"))
        rows.append(
            SampleRow(
                activity,
                sample_of(activity).raters,
                sum(state == WorkState.HANDED_IN for state, _ in states),
                sum(state == WorkState.RETURNED for state, _ in states),
                sum(state == WorkState.RATED for state, _ in states),
                sum(passed is True for _, passed in states),
                agreement_of(activity),
            )
        )
    return rows


def troubled_seats(*, now: datetime) -> list[Rating]:
    """Seats that nobody could be found for, and those that are late; oldest first. One query."""
    rows = Rating.objects.filter(state=Rating.State.WAITING, hand_in__work__state=WorkState.HANDED_IN)
    return list(
        rows.filter(Q(rater=None) | Q(due_at__lt=now))
        .select_related(
            "rater",
            "hand_in__work__activity",
            "hand_in__work__enrolment__cohort__partner",
            "hand_in__work__enrolment__user",
        )
        .order_by("due_at", "pk")[:SEATS]
    )


def seat_candidates(rating: Rating) -> list[User]:
    """Who may be put on this seat, the best fit first."""
    return candidates_for(rating.hand_in)


@dataclass(frozen=True, slots=True)
class AppealPage:
    """What the person who decides needs to see: the work, the rubric, what stands, and what raters wrote."""

    criteria: Sequence[Criterion]
    standing: Mark
    ratings: Sequence[Rating]
    text: str

    @property
    def said(self) -> list[tuple[str, str, list[tuple[int, int, str]]]]:
        """Criterion, its points now, and seat, points and note of each rater."""
        points = self.standing.detail["criteria"]
        return [
            (
                one.title,
                plain(points.get(one.id, "0")),
                [(r.seat, r.points.get(one.id, 0), r.notes.get(one.id, "")) for r in self.ratings],
            )
            for one in self.criteria
        ]


def appeal_page(appeal: WorkAppeal) -> AppealPage:
    work = appeal.work
    hand_in = work.hand_ins.order_by("-round")[0]
    key = f"work:{work.public_id}"
    return AppealPage(
        sample_of(work.activity).rubric.criteria,
        Mark.objects.get(enrolment=work.enrolment, key__startswith=key, replaced_by=None),
        list(hand_in.ratings.filter(state=Rating.State.DONE)),
        hand_in.text,
    )
