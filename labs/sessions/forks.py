"""Try again from a moment of an ended run: a new session with the same beginning. It is practice and never counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from labs.sessions import log
from labs.sessions.models import LabAct, LabEvent, LabSession
from labs.sessions.services import owe_what_is_pending, refuse_a_flood
from labs.sessions.switches import refuse_while_switched_off
from labs.sessions.timing import set_time

if TYPE_CHECKING:
    from accounts.api import User


def fork_session(*, session: LabSession, learner: User, seq: int, key: str) -> LabSession:
    """A session that stands where this run stood before the act of event `seq`. The same `key` gives the same one."""
    refuse_while_switched_off(enrolment=session.enrolment)
    with transaction.atomic():
        origin = LabSession.objects.select_for_update().get(pk=session.pk)
        made = LabSession.objects.filter(enrolment=origin.enrolment, first_act_key=key).first()
        if made is not None:
            return made
        if origin.is_open or origin.killed_at is not None or origin.withdrawn_at is not None:
            raise ValidationError(_("End the lab first."), code="open")
        kept = _events_before(origin, seq)
        refuse_a_flood(learner)
        fork = LabSession(
            learner=learner,
            enrolment=origin.enrolment,
            activity=origin.activity,
            scenario=origin.scenario,
            variant=origin.variant,
            mode=origin.mode,
            seed=origin.seed,  # the same words and tokens as before: the chain of the copied events holds
            salt=origin.salt,
            forked_from=origin,
            forked_at_seq=kept[-1].seq,
            first_act_key=key,
            last_seq=kept[-1].seq,
            clock=kept[-1].clock,
        )
        set_time(fork, log.scenario_of(fork))
        fork.save()
        LabEvent.objects.bulk_create([LabEvent.of(fork, row.to_event()) for row in kept])
        owe_what_is_pending(fork)
    return fork


def _events_before(origin: LabSession, seq: int) -> list[LabEvent]:
    """The log up to the act that this event belongs to."""
    rows = list(LabEvent.objects.filter(session=origin).order_by("seq"))
    event = next((row for row in rows if row.seq == seq and row.actor == "learner"), None)
    if event is None:
        raise ValidationError(_("Choose something that you did yourself."), code="seq")
    act = LabAct.objects.filter(session=origin, first_seq__lte=seq, last_seq__gte=seq).order_by("pk").first()
    cut = act.first_seq if act is not None and act.first_seq <= seq else seq
    kept = [row for row in rows if row.seq < cut]
    if not kept or any(row.private is None and row.type.startswith("msg.") for row in kept):
        raise ValidationError(
            _("Texts of this run were erased, so it cannot go on from here."), code="erased"
        )
    return kept
