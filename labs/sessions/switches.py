"""The kill switch: labs of everybody or of one cohort stop at once, and nothing new starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import record_audit
from labs.sessions.models import LabSwitch

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
        record_audit(actor=actor, verb="lab_switch.set", target=made, detail={"is_global": made.is_global})
    return made


def switch_on(*, switch: LabSwitch, actor: User) -> LabSwitch:
    """Let labs go on. Safe to repeat."""
    with transaction.atomic():
        held = LabSwitch.objects.select_for_update().get(pk=switch.pk)
        if held.lifted_at is None:
            held.lifted_at = timezone.now()
            held.lifted_by = actor
            held.save(update_fields=["lifted_at", "lifted_by"])
            record_audit(actor=actor, verb="lab_switch.lifted", target=held)
    return held


def standing_global_switch() -> LabSwitch | None:
    """The switch that stops all labs now, if there is one."""
    return LabSwitch.objects.filter(lifted_at=None, is_global=True).first()
