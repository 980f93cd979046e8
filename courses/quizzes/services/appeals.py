"""A learner asks a person to look again; a person decides. The mark can only go up."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import notify, record_audit
from courses.enrolments.locks import lock_enrolment
from courses.quizzes.compiled import placed
from courses.quizzes.models import Appeal, Attempt
from courses.quizzes.selectors.results import APPEAL_FOR
from courses.quizzes.services.grading import mark_again

if TYPE_CHECKING:
    from accounts.api import User


def send_appeal(
    *, attempt: Attempt, number: int, reason: str, actor: User, now: datetime | None = None
) -> Appeal:
    """Ask for a second look at one question, once, within two weeks of handing in."""
    at = now or timezone.now()
    if attempt.submitted_at is None:
        raise ValidationError(_("Hand in first: an appeal is about a mark."))
    if at > attempt.submitted_at + APPEAL_FOR:
        raise ValidationError(_("An appeal was possible for 14 days after handing in."))
    if not 1 <= number <= attempt.size:
        raise ValidationError(_("Choose one of the questions of this attempt."))
    if not reason.strip():
        raise ValidationError(_("Say why: the person who looks again reads it first."))
    with transaction.atomic():
        appeal, made = Appeal.objects.get_or_create(
            attempt=attempt, number=number, defaults={"reason": reason.strip()[:2000], "created_at": at}
        )
        if not made:
            raise ValidationError(_("You asked about this question before. One appeal a question."))
        record_audit(actor=actor, verb="appeal.sent", target=appeal, detail={"question": number})
    return appeal


def decide_appeal(
    *, appeal: Appeal, share: Decimal | None, decision: str, actor: User, now: datetime | None = None
) -> Appeal:
    """Answer an appeal: `share` (0 to 1) grants that part of the points, None keeps the mark."""
    if not decision.strip():
        raise ValidationError(_("Write an answer: the learner reads it."))
    if share is not None and not Decimal(0) < share <= Decimal(1):
        raise ValidationError(_("Grant a part of the points between 0 and 1."))
    if appeal.attempt.learner_id == actor.pk:
        raise ValidationError(_("Nobody decides on their own appeal."))
    at = now or timezone.now()
    with transaction.atomic():
        enrolment = lock_enrolment(appeal.attempt.enrolment_id)
        attempt = Attempt.objects.select_for_update().get(pk=appeal.attempt_id)
        attempt.enrolment = enrolment
        held = Appeal.objects.select_for_update().get(pk=appeal.pk)
        if held.state != Appeal.State.SENT:
            raise ValidationError(_("This appeal was decided before."))
        held.state = Appeal.State.KEPT if share is None else Appeal.State.UPHELD
        held.share, held.decision = share, decision.strip()[:2000]
        held.decided_by, held.decided_at = actor, at
        held.save()
        if share is not None:
            mark_again(
                placed(attempt),
                revision=attempt.revision,
                step=f"appeal:{held.pk}",
                rule="appeal upheld",
                reason=_("Appeal upheld for question %(number)d.") % {"number": held.number},
                actor=actor,
            )
        record_audit(actor=actor, verb=f"appeal.{held.state}", target=held)
        notify(
            key=f"appeal-decided:{held.public_id}",
            kind="courses.appeal-decided",
            user=attempt.learner,
            url=reverse("courses:quiz-explain", args=[attempt.public_id]),
            context={
                "attempt": str(attempt.public_id),
                "number": held.number,
                "upheld": share is not None,
                "decision": held.decision,
            },
        )
    return held
