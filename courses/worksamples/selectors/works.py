"""The learner's side: their tries, and the page of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from courses.catalogue.models import Activity
from courses.enrolments.models import Enrolment
from courses.progress.models import Mark
from courses.schedules.selectors import dates_for
from courses.worksamples.compiled import sample_of
from courses.worksamples.engine.rating import words_in
from courses.worksamples.models import HandIn, Rating, Work, WorkAppeal, WorkFile, WorkState

if TYPE_CHECKING:
    from courses.progress.access import LearnerActivity
    from courses.worksamples.engine.specs import Criterion, WorkSampleSpec


def newest_work(enrolment: Enrolment, activity: Activity) -> Work | None:
    """The last try of this learner."""
    work = Work.objects.filter(enrolment=enrolment, activity=activity).order_by("-number").first()
    if work is not None:
        work.enrolment, work.activity = enrolment, activity
    return work


def may_try_again(activity: Activity, newest: Work | None) -> bool:
    """A first try always; a further one after a try that did not pass, while the sample allows more."""
    if newest is None:
        return True
    return (
        newest.state == WorkState.RATED and not newest.passed and newest.number < sample_of(activity).attempts
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What one rater said of one criterion. Learners read seats, not names."""

    seat: int
    points: int
    note: str


@dataclass(frozen=True, slots=True)
class RatedCriterion:
    criterion: Criterion
    points: str
    said: Sequence[Said]

    @property
    def level(self) -> str:
        """What the work looks like at these points, in the rubric's words."""
        whole = int(Fraction(self.points))
        return self.criterion.levels[whole].text


@dataclass(frozen=True, slots=True)
class WorkPage:
    """The brief, the rubric, the draft or the result, and every round so far."""

    place: LearnerActivity
    sample: WorkSampleSpec
    work: Work | None
    files: Sequence[WorkFile]
    rounds: Sequence[HandIn]
    rated: Sequence[RatedCriterion]
    comments: Sequence[tuple[int, str]]
    ledger: Sequence[Mark]
    appeal: WorkAppeal | None
    can_appeal: bool
    can_begin: bool
    due_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.place.is_open and self.work is not None and self.work.is_open

    @property
    def words(self) -> int:
        return words_in(self.work.text) if self.work is not None else 0

    @property
    def returned(self) -> HandIn | None:
        """The round that waits for a revision."""
        newest = self.rounds[-1] if self.rounds else None
        is_back = self.work is not None and self.work.state == WorkState.RETURNED
        return newest if is_back else None

    @property
    def newest(self) -> HandIn | None:
        return self.rounds[-1] if self.rounds else None

    @property
    def accept(self) -> str:
        """For the file control: the allowed endings."""
        return ",".join(f".{kind}" for kind in self.sample.files.types)

    @property
    def points(self) -> str:
        return plain(self.work.points) if self.work is not None else ""


def plain(points: object) -> str:
    """`8.500` → `8.5`, `12.000` → `12`."""
    text = str(points)
    return text.rstrip("0").rstrip(".") if "." in text else text


def work_page(place: LearnerActivity, *, now: datetime) -> WorkPage:
    """Everything on the learner's page; at most seven queries."""
    sample = sample_of(place.activity)
    work = newest_work(place.enrolment, place.activity)
    rounds = list(work.hand_ins.prefetch_related("files")) if work is not None else []
    is_rated = work is not None and work.state == WorkState.RATED
    marks = list(_marks(work)) if work is not None and is_rated else []
    ratings = (
        list(Rating.objects.filter(hand_in=rounds[-1], state=Rating.State.DONE))
        if is_rated and rounds
        else []
    )
    appeal = WorkAppeal.objects.filter(work=work).select_related("decided_by").first() if is_rated else None
    rated_at = work.rated_at if work is not None else None
    return WorkPage(
        place=place,
        sample=sample,
        work=work,
        files=list(work.files.filter(is_in_draft=True)) if work is not None and work.is_open else [],
        rounds=rounds,
        rated=_rated(sample, marks[-1].detail.get("criteria", {}), ratings) if marks else [],
        comments=[(one.seat, one.comment) for one in ratings if one.comment],
        ledger=marks,
        appeal=appeal,
        can_appeal=rated_at is not None
        and appeal is None
        and now <= rated_at + timedelta(days=sample.appeal_days),
        can_begin=place.is_open and may_try_again(place.activity, work),
        due_at=dates_for(place.enrolment, place.activity).due_at,
    )


def _marks(work: Work) -> Sequence[Mark]:
    rows = Mark.objects.filter(enrolment=work.enrolment, key__startswith=f"work:{work.public_id}")
    return list(rows.select_related("actor").order_by("pk"))


def _rated(
    sample: WorkSampleSpec, criteria: Mapping[str, str], ratings: Sequence[Rating]
) -> list[RatedCriterion]:
    return [
        RatedCriterion(
            one,
            plain(criteria.get(one.id, "0")),
            [Said(r.seat, r.points.get(one.id, 0), r.notes.get(one.id, "")) for r in ratings],
        )
        for one in sample.rubric.criteria
    ]
