"""Takes ratings, returns work for revision, and writes the mark once the raters agree or a third has spoken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import notify, record_audit
from courses.progress.services import record_result
from courses.worksamples.compiled import sample_of
from courses.worksamples.engine.rating import Outcome, kept_of_late, passes, problems, settle
from courses.worksamples.models import HandIn, Rating, Work, WorkState
from courses.worksamples.services.assigning import seat_third
from courses.worksamples.services.locking import locked_work

if TYPE_CHECKING:
    from accounts.api import User
    from courses.progress.models import Mark


def keep_rating(
    *, rating: Rating, points: Mapping[str, int], notes: Mapping[str, str], comment: str, actor: User
) -> Rating:
    """Keep a rating that is not finished. Nobody else sees it."""
    with transaction.atomic():
        held = _seat_of(rating, actor)
        _write(held, points, notes, comment)
        held.save(update_fields=["points", "notes", "comment"])
    return held


def rate(
    *,
    rating: Rating,
    points: Mapping[str, int],
    notes: Mapping[str, str],
    comment: str,
    actor: User,
    now: datetime | None = None,
) -> Rating:
    """Finish a rating: points for each criterion and a reason where not all points are given. Once, for good."""
    at = now or timezone.now()
    with transaction.atomic():
        held = _seat_of(rating, actor)
        if held.state == Rating.State.DONE:
            return held
        rubric = sample_of(held.hand_in.work.activity).rubric
        if problems(rubric, points):
            raise ValidationError(_("Give points for every criterion."))
        silent = [
            one for one in rubric.criteria if points[one.id] < one.top and not notes.get(one.id, "").strip()
        ]
        if silent:
            raise ValidationError(
                _("Say what is missing at “%(title)s”: the learner reads it.") % {"title": silent[0].title}
            )
        _write(held, points, notes, comment)
        held.state, held.done_at = Rating.State.DONE, at
        held.save()
        record_audit(actor=actor, verb="work_rating.given", target=held, detail={"seat": held.seat})
        _settle(held.hand_in, actor, at)
    return held


def return_for_revision(*, rating: Rating, reason: str, actor: User, now: datetime | None = None) -> HandIn:
    """Send the work back with a reason before it is rated: something is missing that the brief asks for."""
    if not reason.strip():
        raise ValidationError(_("Say what is missing and how to mend it: the learner reads it."))
    with transaction.atomic():
        held = _seat_of(rating, actor)
        found, work = held.hand_in, held.hand_in.work
        if held.state != Rating.State.WAITING:
            raise ValidationError(_("You have rated this work: it cannot be returned any more."))
        if found.round > sample_of(work.activity).revisions:
            raise ValidationError(_("This work was returned before. Rate it as it is."))
        found.returned_at, found.returned_by = now or timezone.now(), actor
        found.return_reason = reason.strip()[:2000]
        found.save(update_fields=["returned_at", "returned_by", "return_reason"])
        found.ratings.filter(state=Rating.State.WAITING).update(state=Rating.State.CLOSED)
        work.state = WorkState.RETURNED
        work.save(update_fields=["state"])
        record_audit(actor=actor, verb="work.returned", target=work, detail={"round": found.round})
        tell_learner(work, "work-returned", f"{found.round}", reason=found.return_reason)
    return found


def _seat_of(rating: Rating, actor: User) -> Rating:
    """The seat, with its work locked; only for the person who sits there, while the hand-in waits."""
    work = locked_work(rating.hand_in.work_id)
    held = Rating.objects.select_related("hand_in").get(pk=rating.pk)
    held.hand_in.work = work
    if held.rater_id != actor.pk:
        raise ValidationError(_("This seat is not yours any more."))
    if work.enrolment.user_id == actor.pk:
        raise ValidationError(_("Nobody rates their own work."))
    if held.state == Rating.State.CLOSED or (
        held.state == Rating.State.WAITING and work.state != WorkState.HANDED_IN
    ):
        raise ValidationError(_("This work does not wait for a rating any more."))
    return held


def _write(held: Rating, points: Mapping[str, int], notes: Mapping[str, str], comment: str) -> None:
    names = [one.id for one in sample_of(held.hand_in.work.activity).rubric.criteria]
    held.points = {name: points[name] for name in names if name in points}
    held.notes = {name: notes[name].strip()[:2000] for name in names if notes.get(name, "").strip()}
    held.comment = comment.strip()[:4000]


def _settle(hand_in: HandIn, actor: User, at: datetime) -> None:
    sample = sample_of(hand_in.work.activity)
    done = list(hand_in.ratings.filter(state=Rating.State.DONE).order_by("seat"))
    outcome = settle(sample.rubric, [one.points for one in done], wanted=sample.raters)
    if outcome.code == "third":
        seat_third(hand_in=hand_in, now=at)
    elif outcome.code == "decided":
        hand_in.ratings.filter(state=Rating.State.WAITING).update(state=Rating.State.CLOSED)
        _decide(hand_in, outcome, [one.points for one in done], actor, at)


def _decide(
    hand_in: HandIn, outcome: Outcome, given: list[dict[str, int]], actor: User, at: datetime
) -> None:
    work = hand_in.work
    mark_work(work, hand_in, outcome.points, rule=outcome.rule, actor=actor, at=at, detail={"ratings": given})
    tell_learner(work, "work-rated", "1")


def mark_work(
    work: Work,
    hand_in: HandIn,
    points: Mapping[str, Fraction],
    *,
    rule: str,
    actor: User,
    at: datetime,
    detail: Mapping[str, Any],
    step: str = "",
    reason: str = "",
    replaces: Mark | None = None,
) -> Mark:
    """Write the result into the work and the ledger. The caller holds the work locked."""
    sample = sample_of(work.activity)
    first = hand_in if hand_in.round == 1 else work.hand_ins.get(round=1)
    kept = kept_of_late(sample.late, due_at=first.due_at, handed_in_at=first.handed_in_at)
    total = sum(points.values(), Fraction(0)) * kept
    work.state, work.rated_at = WorkState.RATED, work.rated_at or at
    work.points, work.possible = written(total), sample.rubric.possible
    work.passed = passes(sample.rubric, points, kept=kept)
    work.save(update_fields=["state", "rated_at", "points", "possible", "passed"])
    return record_result(
        enrolment=work.enrolment,
        activity=work.activity,
        key=f"{mark_key(work)}{step}",
        points=work.points,
        possible=Decimal(sample.rubric.possible),
        passed=work.passed,
        outcome="passed" if work.passed else "failed",
        detail={
            "scored_by": "person",
            "number": work.number,
            "round": hand_in.round,
            "rule": rule,
            "criteria": {name: str(written(value)) for name, value in points.items()},
            "kept_of_late_points": str(kept),
            "rubric": work.activity.digest,
            **detail,
        },
        actor=actor,
        reason=reason,
        replaces=replaces,
    )


def mark_key(work: Work) -> str:
    return f"work:{work.public_id}"


def written(value: Fraction) -> Decimal:
    """Rounded down to thousandths, as all marks are."""
    return (Decimal(int(value * 1000)) / 1000).quantize(Decimal("0.001"))


def tell_learner(work: Work, template: str, occasion: str, **more: str) -> None:
    """One mail for one occasion; the text says no points, the page does."""
    learner = work.enrolment.user
    if learner.erased_at is not None:
        return
    notify(
        key=f"{template}:{work.public_id}:{occasion}",
        kind="courses.work",
        template=f"courses/{template}",
        user=learner,
        context={"title": work.activity.title, **more},
        url=reverse("courses:work", args=[work.activity.public_id]),
    )
