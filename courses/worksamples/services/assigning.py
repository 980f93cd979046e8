"""Finds raters: people of the partner who may review, those who do not teach the cohort first, the least busy first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import notify, record_audit
from courses.worksamples.compiled import sample_of
from courses.worksamples.models import HandIn, Rating, Refusal, WorkState
from courses.worksamples.selectors.raters import candidates_for, earlier_raters
from courses.worksamples.services.locking import locked_work

if TYPE_CHECKING:
    from accounts.api import User


def seat_raters(*, hand_in: HandIn, now: datetime | None = None) -> list[Rating]:
    """The seats that the sample asks for, each with a rater where one can be found. Safe to repeat."""
    sample = sample_of(hand_in.work.activity)
    return [_seat(hand_in, number, now or timezone.now()) for number in range(1, sample.raters + 1)]


def seat_third(*, hand_in: HandIn, now: datetime | None = None) -> Rating:
    """The first two disagree: one more person rates, without knowing that they do."""
    return _seat(hand_in, 3, now or timezone.now())


def fill_empty_seats(*, limit: int = 200) -> int:
    """Try again to find raters where nobody could be found. Returns how many seats were filled."""
    waiting = Rating.objects.filter(
        rater=None, state=Rating.State.WAITING, hand_in__work__state=WorkState.HANDED_IN
    )
    filled = 0
    for rating_id in list(waiting.order_by("due_at").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            rating = _locked(rating_id)
            filled += rating.rater_id is None and _fill(rating)
    return filled


def step_back(*, rating: Rating, reason: str, actor: User) -> Rating:
    """A rater says that they should not rate this work; the next person is asked."""
    if not reason.strip():
        raise ValidationError(_("Say why in a few words. Only the people who run the programme read it."))
    with transaction.atomic():
        held = _locked(rating.pk)
        if held.state != Rating.State.WAITING or held.rater_id != actor.pk:
            raise ValidationError(_("This seat is not yours any more."))
        Refusal.objects.get_or_create(
            work=held.hand_in.work, rater=actor, defaults={"reason": reason.strip()[:300]}
        )
        held.rater, held.points, held.notes, held.comment = None, {}, {}, ""
        held.save(update_fields=["rater", "points", "notes", "comment"])
        record_audit(actor=actor, verb="work_rating.stepped_back", target=held)
        _fill(held)
    return held


def name_rater(*, rating: Rating, rater: User, actor: User) -> Rating:
    """Put this person on a seat by hand: somebody who may, has no conflict, and does not hold another seat."""
    with transaction.atomic():
        held = _locked(rating.pk)
        if held.state != Rating.State.WAITING:
            raise ValidationError(_("This seat is not open any more."))
        if rater.pk not in {one.pk for one in candidates_for(held.hand_in)}:
            raise ValidationError(_("This person cannot rate this work. Choose one of those offered."))
        held.rater, held.points, held.notes, held.comment = rater, {}, {}, ""
        held.assigned_at = timezone.now()
        held.save(update_fields=["rater", "points", "notes", "comment", "assigned_at"])
        record_audit(actor=actor, verb="work_rating.named", target=held, detail={"rater": rater.pk})
        _tell(held)
    return held


def _locked(rating_id: int) -> Rating:
    work_id = Rating.objects.values_list("hand_in__work_id", flat=True).get(pk=rating_id)
    work = locked_work(work_id)
    rating = Rating.objects.select_related("hand_in").get(pk=rating_id)
    rating.hand_in.work = work
    return rating


def _seat(hand_in: HandIn, number: int, now: datetime) -> Rating:
    days = sample_of(hand_in.work.activity).rate_within_days
    rating, made = Rating.objects.get_or_create(
        hand_in=hand_in,
        seat=number,
        defaults={"assigned_at": now, "due_at": now + timedelta(days=days)},
    )
    if made:
        _fill(rating)
    return rating


def _fill(rating: Rating) -> bool:
    """Whoever rated this seat in the round before; else the first candidate. False where there is none."""
    found = candidates_for(rating.hand_in)
    before = earlier_raters(rating.hand_in).get(rating.seat)
    chosen = next((one for one in found if one.pk == before), found[0] if found else None)
    if chosen is None:
        return False
    rating.rater, rating.assigned_at = chosen, timezone.now()
    rating.save(update_fields=["rater", "assigned_at"])
    record_audit(actor=None, verb="work_rating.assigned", target=rating, detail={"rater": chosen.pk})
    _tell(rating)
    return True


def _tell(rating: Rating) -> None:
    if rating.rater is None:
        return
    notify(
        key=f"work-to-rate:{rating.public_id}:{rating.rater_id}",
        kind="courses.work-to-rate",
        user=rating.rater,
        context={"title": rating.hand_in.work.activity.title, "due_at": rating.due_at},
        url=reverse("courses:rating", args=[rating.public_id]),
    )
