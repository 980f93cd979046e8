"""Extra time for a person, and tickets for a supervised room."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import record_audit
from courses.enrolments.locks import lock_enrolment
from courses.enrolments.models import Enrolment
from courses.quizzes.models import Accommodation, Attempt, Ticket
from courses.quizzes.services.attempts import grant_extra_time
from courses.quizzes.timed import lengthen_others

if TYPE_CHECKING:
    from accounts.api import User
    from courses.catalogue.models import Activity

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def set_extra_time(*, learner: User, extra_percent: int, until: date | None, actor: User) -> None:
    """Give a person extra time in all timed work, also in what is under way; 0 takes it away for what comes."""
    if not 0 <= extra_percent <= 300:
        raise ValidationError(_("Extra time lies between 0 and 300 per cent."))
    if until is not None and extra_percent and until < timezone.now().date():
        raise ValidationError(_("This day has passed."))
    with transaction.atomic():
        if extra_percent:
            Accommodation.objects.update_or_create(
                learner=learner,
                defaults={
                    "extra_percent": extra_percent,
                    "until": until,
                    "set_by": actor,
                    "set_at": timezone.now(),
                },
            )
        else:
            Accommodation.objects.filter(learner=learner).delete()
        open_attempts = Attempt.objects.open().filter(learner=learner, base_seconds__isnull=False)
        for attempt in open_attempts if extra_percent else ():
            grant_extra_time(attempt=attempt, extra_percent=extra_percent)
        if extra_percent:
            lengthen_others(learner.pk, extra_percent)
        record_audit(actor=actor, verb="extra_time.set", target=learner)


def issue_ticket(
    *,
    enrolment: Enrolment,
    activity: Activity,
    place: str,
    opens_at: datetime,
    closes_at: datetime,
    actor: User,
) -> Ticket:
    """Give a learner a seat in a supervised sitting; an unused ticket is replaced."""
    if closes_at <= opens_at:
        raise ValidationError(_("The ticket must end after it begins."))
    if activity.version_id != enrolment.version_id:
        raise ValidationError(_("This activity belongs to another version of the course."))
    if not place.strip():
        raise ValidationError(_("Say where: the learner reads it on the ticket."))
    with transaction.atomic():
        held = lock_enrolment(enrolment.pk)
        Ticket.objects.filter(enrolment=held, activity=activity, attempt=None, withdrawn_at=None).update(
            withdrawn_at=timezone.now()
        )
        ticket = Ticket.objects.create(
            code=_new_code(),
            enrolment=held,
            activity=activity,
            place=place.strip()[:200],
            opens_at=opens_at,
            closes_at=closes_at,
            issued_by=actor,
        )
        record_audit(actor=actor, verb="ticket.issued", target=ticket)
    return ticket


def issue_tickets(
    *,
    enrolments: Sequence[Enrolment],
    activity: Activity,
    place: str,
    opens_at: datetime,
    closes_at: datetime,
    actor: User,
) -> list[Ticket]:
    """Tickets for several learners, all or none."""
    with transaction.atomic():
        return [
            issue_ticket(
                enrolment=enrolment,
                activity=activity,
                place=place,
                opens_at=opens_at,
                closes_at=closes_at,
                actor=actor,
            )
            for enrolment in enrolments
        ]


def admit(*, ticket: Ticket, actor: User, now: datetime | None = None) -> Ticket:
    """Say that the person with this ticket is here and who they are. A second call changes nothing."""
    at = now or timezone.now()
    with transaction.atomic():
        held = Ticket.objects.select_for_update().get(pk=ticket.pk)
        if held.is_admitted:
            return held
        if held.withdrawn_at is not None:
            raise ValidationError(_("This ticket was withdrawn."))
        if not held.opens_at <= at < held.closes_at:
            raise ValidationError(_("This ticket is not valid at this time."))
        if held.enrolment.user_id == actor.pk:
            raise ValidationError(_("Nobody admits themselves."))
        held.admitted_by, held.admitted_at = actor, at
        held.save(update_fields=["admitted_by", "admitted_at"])
        record_audit(actor=actor, verb="ticket.admitted", target=held)
    return held


def _new_code() -> str:
    """Such as `K7-49-QX`: no letter or digit that looks like another."""
    text = "".join(secrets.choice(LETTERS) for _ in range(6))
    return f"{text[:2]}-{text[2:4]}-{text[4:]}"
