"""The kill switch: labs of everybody or of one cohort stop at once, and nothing new starts. A pause takes no time from anybody."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import record_audit
from labs.sessions.models import LabSession, LabSwitch

if TYPE_CHECKING:
    from accounts.api import User
    from courses.api import Cohort, Enrolment


def standing_switch(*, enrolment: Enrolment) -> LabSwitch | None:
    """The switch that stops this learner's labs now, if there is one."""
    return (
        LabSwitch.objects.filter(lifted_at=None)
        .filter(Q(is_global=True) | Q(cohort__enrolments=enrolment))
        .first()
    )


def refuse_while_switched_off(*, enrolment: Enrolment) -> None:
    """Raise ValidationError while a switch stands."""
    switch = standing_switch(enrolment=enrolment)
    if switch is not None:
        raise ValidationError(
            _("Labs are switched off for now: %(reason)s. What you wrote is kept."),
            code="switched_off",
            params={"reason": switch.reason},
        )


def switch_off(*, actor: User, reason: str, cohort: Cohort | None = None) -> LabSwitch:
    """Stop all labs, or those of one cohort. A second order finds the first."""
    with transaction.atomic():
        standing = LabSwitch.objects.filter(lifted_at=None, is_global=cohort is None, cohort=cohort).first()
        if standing is not None:
            return standing
        made = LabSwitch.objects.create(is_global=cohort is None, cohort=cohort, reason=reason, set_by=actor)
        record_audit(
            actor=actor,
            verb="lab_switch.set",
            target=made,
            partner=cohort.partner if cohort is not None else None,
            detail={"is_global": made.is_global},
            personal={"reason": reason},
            subject=actor,
        )
    return made


def switch_on(*, switch: LabSwitch, actor: User) -> LabSwitch:
    """Let labs go on. Safe to repeat."""
    with transaction.atomic():
        held = (
            LabSwitch.objects.select_for_update(of=("self",))
            .select_related("cohort__partner")
            .get(pk=switch.pk)
        )
        if held.lifted_at is None:
            held.lifted_at = timezone.now()
            held.lifted_by = actor
            held.save(update_fields=["lifted_at", "lifted_by"])
            sessions = _give_time_back(held, held.lifted_at)
            record_audit(
                actor=actor,
                verb="lab_switch.lifted",
                target=held,
                partner=held.cohort.partner if held.cohort is not None else None,
                detail={"sessions": sessions},
            )
    return held


def _give_time_back(lifted: LabSwitch, now: datetime) -> int:
    """Each open session that the switch held gets the minutes of the pause. Where another switch still stands,
    that one gives the rest back when it is lifted, so that no minute is given twice."""
    others = list(LabSwitch.objects.filter(lifted_at=None).exclude(pk=lifted.pk))
    held = (
        LabSession.objects.select_for_update(of=("self",)).filter(ended_at=None).select_related("enrolment")
    )
    if lifted.cohort_id is not None:
        held = held.filter(enrolment__cohort_id=lifted.cohort_id)
    changed = []
    for session in held:
        cohort_id = session.enrolment.cohort_id
        until = min([now, *(one.set_at for one in others if one.is_global or one.cohort_id == cohort_id)])
        minutes = math.ceil((until - max(lifted.set_at, session.started_at)).total_seconds() / 60)
        if minutes > 0:
            session.extra_minutes += minutes
            if session.closes_at is not None:
                session.closes_at += timedelta(minutes=minutes)
            changed.append(session)
    LabSession.objects.bulk_update(changed, ["extra_minutes", "closes_at"], batch_size=200)
    return len(changed)
