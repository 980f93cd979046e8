"""Who may rate a piece of work, and what waits for whom."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from accounts.api import Capability, User, people_with
from courses.worksamples.compiled import sample_of
from courses.worksamples.engine.agreement import Agreement, agreement, pairs_of
from courses.worksamples.engine.rating import disagreements
from courses.worksamples.models import HandIn, Rating, Refusal, WorkState

if TYPE_CHECKING:
    from courses.catalogue.models import Activity
    from courses.enrolments.models import Enrolment
    from courses.worksamples.engine.specs import Criterion, WorkSampleSpec

RATES = Capability.REVIEW_LABS
QUEUE = 100


def candidates_for(hand_in: HandIn) -> list[User]:
    """People who may rate this, best first: not of the own cohort, then the least busy, then by a fixed dice.

    Of a cohort's learner: people of its partner who review. Of an open enrolment: programme staff.
    Never the learner, nobody who stepped back, nobody who holds another seat.
    """
    work, enrolment = hand_in.work, hand_in.work.enrolment
    cohort = enrolment.cohort
    people = people_with(RATES, cohort.partner) if cohort is not None else User.objects.filter(is_staff=True)
    taken = Rating.objects.filter(hand_in=hand_in, rater__isnull=False).values("rater")
    gone = Refusal.objects.filter(work=work).values("rater")
    rows = (
        people.filter(is_active=True)
        .exclude(pk=enrolment.user_id)
        .exclude(pk__in=taken)
        .exclude(pk__in=gone)
        .annotate(
            busy=Count("work_ratings", filter=Q(work_ratings__state=Rating.State.WAITING), distinct=True),
            near=Count("teaching", filter=Q(teaching__cohort=cohort), distinct=True),
        )
    )
    ranked = sorted(rows, key=lambda one: (one.near > 0, one.busy, _dice(hand_in, one)))
    return list(ranked)


def _dice(hand_in: HandIn, user: User) -> str:
    return hashlib.sha256(f"{hand_in.public_id} {user.pk}".encode()).hexdigest()


def earlier_raters(hand_in: HandIn) -> dict[int, int]:
    """Seat → who held it in the round before: the same people read the revision."""
    rows = Rating.objects.filter(hand_in__work=hand_in.work, hand_in__round=hand_in.round - 1)
    return {seat: rater for seat, rater in rows.values_list("seat", "rater") if rater is not None}


def raters_of(enrolment: Enrolment) -> list[str]:
    """The names of all who rated the enrolment's settled work: both raters, and the third where there was one."""
    rows = Rating.objects.filter(
        state=Rating.State.DONE, hand_in__work__enrolment=enrolment, hand_in__work__state=WorkState.RATED
    )
    names = rows.order_by("hand_in__work", "hand_in__round", "seat").values_list("rater__name", flat=True)
    return list(dict.fromkeys(name for name in names if name))


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One piece of work on a rater's desk. It names the learner: raters must know a conflict when they see it."""

    rating: Rating
    learner: str
    title: str
    cohort: str
    is_overdue: bool


def rating_queue(user: User, *, now: datetime) -> list[QueueRow]:
    """What waits for this person, first due first. One query."""
    rows = (
        Rating.objects.filter(rater=user, state=Rating.State.WAITING)
        .select_related(
            "hand_in__work__activity", "hand_in__work__enrolment__user", "hand_in__work__enrolment__cohort"
        )
        .defer("hand_in__work__activity__spec")
        .order_by("due_at", "pk")[:QUEUE]
    )
    return [_row(rating, now) for rating in rows]


def rated_by(user: User, *, now: datetime) -> list[QueueRow]:
    """What this person has rated, newest first. One query."""
    rows = (
        Rating.objects.filter(rater=user, state=Rating.State.DONE)
        .select_related(
            "hand_in__work__activity", "hand_in__work__enrolment__user", "hand_in__work__enrolment__cohort"
        )
        .defer("hand_in__work__activity__spec")
        .order_by("-done_at", "-pk")[:QUEUE]
    )
    return [_row(rating, now) for rating in rows]


def _row(rating: Rating, now: datetime) -> QueueRow:
    enrolment = rating.hand_in.work.enrolment
    return QueueRow(
        rating,
        str(enrolment.user),
        rating.hand_in.work.activity.title,
        enrolment.cohort.name if enrolment.cohort is not None else "",
        rating.state == Rating.State.WAITING and rating.due_at < now,
    )


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One criterion after the rating: what this rater gave, and what the others did."""

    title: str
    mine: int
    others: Sequence[int]
    is_far: bool


@dataclass(frozen=True, slots=True)
class RatingPage:
    rating: Rating
    hand_in: HandIn
    learner: str
    cohort: str
    criteria: Sequence[Criterion]
    given: Sequence[GivenRow]
    other_seats: Sequence[int]
    can_return: bool
    earlier: Sequence[HandIn]


def rating_page(rating: Rating) -> RatingPage:
    """The work and the rubric; other raters' points only once this rating is done, so that each judges alone."""
    hand_in, work = rating.hand_in, rating.hand_in.work
    sample = sample_of(work.activity)
    is_done = rating.state == Rating.State.DONE
    others = list(hand_in.ratings.filter(state=Rating.State.DONE).exclude(pk=rating.pk)) if is_done else []
    return RatingPage(
        rating=rating,
        hand_in=hand_in,
        learner=str(work.enrolment.user),
        cohort=work.enrolment.cohort.name if work.enrolment.cohort is not None else "",
        criteria=sample.rubric.criteria,
        given=_given(sample, rating, others) if is_done else [],
        other_seats=[one.seat for one in others],
        can_return=rating.state == Rating.State.WAITING and hand_in.round <= sample.revisions,
        earlier=list(work.hand_ins.filter(round__lt=hand_in.round)),
    )


def _given(sample: WorkSampleSpec, rating: Rating, others: Sequence[Rating]) -> list[GivenRow]:
    far = disagreements(sample.rubric, rating.points, others[0].points) if others else []
    return [
        GivenRow(one.title, rating.points[one.id], [o.points[one.id] for o in others], one.id in far)
        for one in sample.rubric.criteria
    ]


@dataclass(frozen=True, slots=True)
class AgreementRow:
    title: str
    figures: Agreement


def agreement_of(activity: Activity) -> list[AgreementRow]:
    """How far the first two raters agree on each criterion, over all hand-ins that both have rated. One query."""
    rows = Rating.objects.filter(
        hand_in__work__activity=activity, state=Rating.State.DONE, seat__lte=2
    ).order_by("hand_in", "seat")
    by_hand_in: dict[int, list[dict[str, int]]] = {}
    for hand_in, points in rows.values_list("hand_in", "points"):
        by_hand_in.setdefault(hand_in, []).append(points)
    both = [(pair[0], pair[1]) for pair in by_hand_in.values() if len(pair) == 2]
    return [
        AgreementRow(one.title, agreement(pairs_of(both, one.id), one.top))
        for one in sample_of(activity).rubric.criteria
    ]
