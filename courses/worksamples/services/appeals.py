"""A learner asks a further person to look at a rated work; the mark can only go up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import record_audit
from courses.progress.models import Mark
from courses.worksamples.compiled import sample_of
from courses.worksamples.engine.rating import passes, problems
from courses.worksamples.models import Rating, Work, WorkAppeal, WorkState
from courses.worksamples.services.locking import locked_work
from courses.worksamples.services.rating import mark_key, mark_work, tell_learner

if TYPE_CHECKING:
    from accounts.api import User


def send_work_appeal(*, work: Work, reason: str, actor: User, now: datetime | None = None) -> WorkAppeal:
    """Ask once, within the days that the sample gives."""
    at = now or timezone.now()
    if not reason.strip():
        raise ValidationError(_("Say why: the person who looks again reads it first."))
    with transaction.atomic():
        held = locked_work(work.pk)
        days = sample_of(held.activity).appeal_days
        if held.state != WorkState.RATED or held.rated_at is None:
            raise ValidationError(_("An appeal is about a mark: wait until the work is rated."))
        if at > held.rated_at + timedelta(days=days):
            raise ValidationError(_("An appeal was possible for %(n)d days after the rating.") % {"n": days})
        appeal, made = WorkAppeal.objects.get_or_create(
            work=held, defaults={"reason": reason.strip()[:2000], "created_at": at}
        )
        if not made:
            raise ValidationError(_("You asked about this work before. One appeal for one work."))
        record_audit(actor=actor, verb="work_appeal.sent", target=appeal)
    return appeal


def decide_work_appeal(
    *,
    appeal: WorkAppeal,
    points: Mapping[str, int] | None,
    decision: str,
    actor: User,
    now: datetime | None = None,
) -> WorkAppeal:
    """Answer an appeal: new points for every criterion, or None to keep the mark. Never by a rater of this work."""
    at = now or timezone.now()
    if not decision.strip():
        raise ValidationError(_("Write an answer: the learner reads it."))
    with transaction.atomic():
        work = locked_work(appeal.work_id)
        held = WorkAppeal.objects.select_for_update().get(pk=appeal.pk)
        if held.state != WorkAppeal.State.SENT:
            raise ValidationError(_("This appeal was decided before."))
        if work.enrolment.user_id == actor.pk:
            raise ValidationError(_("Nobody decides on their own appeal."))
        if Rating.objects.filter(hand_in__work=work, rater=actor, state=Rating.State.DONE).exists():
            raise ValidationError(_("You rated this work. Another person decides on the appeal."))
        held.state = WorkAppeal.State.KEPT if points is None else WorkAppeal.State.UPHELD
        held.decision, held.decided_by, held.decided_at = decision.strip()[:2000], actor, at
        if points is not None:
            _raise_mark(work, held, points, actor, at)
        held.save()
        record_audit(actor=actor, verb=f"work_appeal.{held.state}", target=held)
        tell_learner(work, "work-appeal-decided", "1", decision=held.decision)
    return held


def _raise_mark(work: Work, appeal: WorkAppeal, points: Mapping[str, int], actor: User, at: datetime) -> None:
    rubric = sample_of(work.activity).rubric
    if problems(rubric, points):
        raise ValidationError(_("Give points for every criterion."))
    exact = {one.id: Fraction(points[one.id]) for one in rubric.criteria}
    standing = Mark.objects.get(enrolment=work.enrolment, key__startswith=mark_key(work), replaced_by=None)
    before = {name: Fraction(value) for name, value in standing.detail["criteria"].items()}
    lower = [one.title for one in rubric.criteria if exact[one.id] < before[one.id]]
    if lower:
        raise ValidationError(
            _("“%(title)s” would lose points. An appeal never lowers a mark.") % {"title": lower[0]}
        )
    if exact == before:
        raise ValidationError(_("These are the same points. Keep the mark, or give more."))
    appeal.points = dict(points)
    mark_work(
        work,
        work.hand_ins.order_by("-round")[0],
        exact,
        rule="appeal upheld",
        actor=actor,
        at=at,
        detail={"gained_pass": passes(rubric, exact) and not work.passed},
        step=":appeal",
        reason=_("Appeal upheld."),
        replaces=standing,
    )
