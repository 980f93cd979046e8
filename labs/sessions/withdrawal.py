"""Leaving a sensitive lab: what was said and done there is deleted, and nothing of it counts."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from labs.sessions import log
from labs.sessions.models import LabAct, LabEvent, LabSession, LabTurn


def withdraw_session(*, session: LabSession) -> LabSession:
    """End it, delete its log, acts and turns, and keep only that the learner chose another way. Safe to repeat."""
    with transaction.atomic():
        held = (
            LabSession.objects.select_for_update(of=("self",)).select_related("scenario").get(pk=session.pk)
        )
        if held.withdrawn_at is not None:
            return held
        if log.scenario_of(held).sensitive is None:
            raise ValidationError(_("This lab is ended in the usual way."), code="not_sensitive")
        if not held.is_open:
            raise ValidationError(_("This lab has ended."), code="ended")
        LabTurn.objects.filter(session=held).delete()
        LabAct.objects.filter(session=held).delete()
        LabEvent.objects.filter(session=held).forget()
        held.withdrawn_at = held.ended_at = timezone.now()
        held.ended_how, held.reflection = "withdrawn", ""
        held.last_seq = held.clock = held.turns_taken = held.tokens_used = 0
        held.save()
    return held
