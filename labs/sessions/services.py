"""What a learner does in a session: start it, act in it, stop the avatar, leave. Each act is stored once, under the row's lock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import enqueue, record_audit
from courses.api import LearnerActivity, note_started
from labs.scenarios.selectors import scenario_for_activity, variants_of
from labs.sessions import log
from labs.sessions.engine import dialogue
from labs.sessions.engine.answers import AvatarMessage
from labs.sessions.models import LabAct, LabEvent, LabSession, LabTurn, Mode, TurnState
from labs.sessions.switches import refuse_while_switched_off, standing_switch
from labs.sessions.timing import refuse_outside_dates, set_time

if TYPE_CHECKING:
    from accounts.api import User
    from labs.scenarios.models import ScenarioVersion

STARTS_PER_HOUR = 20
SCORE_TASK = "labs.score_session"
# What no form of ours sends. It is answered and not stored, so that it changes nothing.
UNREADABLE = frozenset({"bad_arguments", "unknown", "not_allowed", "empty_or_too_long"})


@dataclass(frozen=True)
class ActOutcome:
    """What became of an act. `refusal` is a word of the engine; `turn` is the reply now owed."""

    session: LabSession
    refusal: str = ""
    turn: LabTurn | None = None
    result: Mapping[str, Any] = field(default_factory=dict)
    was_repeated: bool = False


def start_session(
    *, place: LearnerActivity, learner: User, mode: Mode, key: str, other_way: bool = False
) -> LabSession:
    """Open a lab, or return the one that is open in this mode. The same `key` never opens a second one.

    `other_way`: the variant that a sensitive lab holds ready for people who would rather not meet its matter.
    """
    refuse_while_switched_off(enrolment=place.enrolment)
    refuse_outside_dates(place)
    with transaction.atomic():
        mine = LabSession.objects.filter(enrolment=place.enrolment, activity=place.activity, forked_from=None)
        standing = mine.filter(mode=mode, ended_at=None).first() or mine.filter(first_act_key=key).first()
        if standing is not None:
            return standing
        refuse_a_flood(learner)
        version = scenario_for_activity(place.activity)
        session = LabSession(
            learner=learner,
            enrolment=place.enrolment,
            activity=place.activity,
            scenario=version,
            variant=_variant_for(version, mode, mine.filter(mode=mode), other_way=other_way),
            mode=mode,
            first_act_key=key,
        )
        scenario = log.scenario_of(session)
        set_time(session, scenario)
        try:
            with transaction.atomic():
                session.save()
        except IntegrityError:  # another tab was faster by a moment
            return mine.get(mode=mode, ended_at=None)
        step = dialogue.start(
            scenario,
            mode=log.mode_of(session),
            seed=session.seed,
            salt=session.salt,
            at=log.timestamp(session.started_at),
            extra_minutes=session.added_minutes,
        )
        log.append(session, step)
        _owe_a_turn(session, step)
        note_started(enrolment=place.enrolment, activity=place.activity)
    return session


def take_act(*, session: LabSession, action: dict[str, Any], key: str) -> ActOutcome:
    """Do one act of the learner. Raises ValidationError for an act that cannot be read; nothing is stored then."""
    refuse_while_switched_off(enrolment=session.enrolment)
    with transaction.atomic():
        held = _hold(session)
        known = LabAct.objects.filter(session=held, key=key).first()
        if known is not None:
            return ActOutcome(held, refusal=known.refusal, was_repeated=True)
        if not held.is_open:
            raise ValidationError(_("This lab has ended."), code="ended")
        if held.closes_at is not None and timezone.now() >= held.closes_at:
            return _end(held, "timeout")
        if held.turns.filter(state__in=[TurnState.PENDING, TurnState.SPEAKING]).exists() and _asks(action):
            raise ValidationError(_("The avatar is still writing. Wait for it, or stop it."), code="busy")
        step = dialogue.learner_act(log.state_of(held), action, at=log.timestamp())
        if step.error in UNREADABLE:
            raise ValidationError(_problem(step), code="unreadable")
        rows = log.append(held, step)
        _store_act(held, key, action, rows, step.error)
        turn = _owe_a_turn(held, step)
        if not held.is_open:
            settle_after_the_end(held)
    return ActOutcome(held, refusal=step.error, turn=turn, result=step.result)


def leave_session(*, session: LabSession) -> LabSession:
    """The learner ends the lab without a decision. Safe to repeat."""
    with transaction.atomic():
        held = _hold(session)
        return _end(held, "left").session if held.is_open else held


def close_overdue_session(*, session_id: int) -> None:
    """End a session whose time is over; for the sweeper."""
    with transaction.atomic():
        held = (
            LabSession.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=session_id)
        )
        if standing_switch(enrolment=held.enrolment) is not None:
            return  # a pause takes no time from anybody
        if held.is_open and held.closes_at is not None and timezone.now() >= held.closes_at:
            _end(held, "timeout")


def kill_session(*, session: LabSession, actor: User, reason: str) -> LabSession:
    """Stop one session at once, whatever it is doing. It is not scored."""
    with transaction.atomic():
        held = _hold(session)
        if not held.is_open:
            return held
        held.killed_at = timezone.now()
        held.killed_reason = reason
        held.save(update_fields=["killed_at", "killed_reason"])
        _end(held, "killed")
        cohort = held.enrolment.cohort
        record_audit(
            actor=actor,
            verb="lab_session.killed",
            target=held,
            partner=cohort.partner if cohort is not None else None,
            personal={"reason": reason},
            subject=actor,
        )
    return held


def ask_to_stop(*, session: LabSession) -> None:
    """The learner stops the avatar; whoever speaks the turn sees it within a second and keeps what was said."""
    LabTurn.objects.filter(
        session=session, state__in=[TurnState.PENDING, TurnState.SPEAKING], stop_asked_at=None
    ).update(stop_asked_at=timezone.now())


def rate_oneself(*, session: LabSession, rating: int) -> None:
    """What the learner expects to have reached, before the result is shown. The first answer stays."""
    with transaction.atomic():
        held = _hold(session)
        if held.is_open:
            raise ValidationError(_("End the lab first."))
        if held.rated_at is None:
            held.self_rating = rating
            held.rated_at = timezone.now()
            held.save(update_fields=["self_rating", "rated_at"])


def keep_reflection(*, session: LabSession, text: str) -> None:
    """What the learner would do differently, in their own words."""
    LabSession.objects.filter(pk=session.pk).update(reflection=text)


def _hold(session: LabSession) -> LabSession:
    return (
        LabSession.objects.select_for_update(of=("self",))
        .select_related("enrolment__cohort__partner", "activity", "learner")
        .get(pk=session.pk)
    )


def _problem(step: dialogue.Step) -> str:
    """What is wrong with an act, for the person who sent it."""
    if step.problems:
        return _("This does not fit: %(problem)s") % {"problem": "; ".join(step.problems)[:300]}
    if step.error == "not_allowed":
        return _("This is not possible in this lab.")
    return _("This cannot be read.")


def _asks(action: dict[str, Any]) -> bool:
    return action.get("act") in {"ask", "say", "challenge", "commit"}


def _store_act(
    session: LabSession, key: str, action: dict[str, Any], rows: list[LabEvent], refusal: str
) -> None:
    first = rows[0].seq if rows else session.last_seq
    LabAct.objects.create(
        session=session,
        key=key,
        act=str(action["act"]),
        first_seq=first,
        last_seq=session.last_seq,
        refusal=refusal[:200],
    )


def _owe_a_turn(session: LabSession, step: dialogue.Step) -> LabTurn | None:
    """Keep the reply that the step asks for, so that any process can speak it.

    An act in the workplace while the avatar writes asks for nothing new: the turn that is open stays the one.
    """
    if step.speak is None or not session.is_open:
        return None
    open_turn = session.turns.filter(state__in=[TurnState.PENDING, TurnState.SPEAKING]).first()
    if open_turn is not None:
        return open_turn
    session.turns_taken += 1
    session.save(update_fields=["turns_taken"])
    return LabTurn.objects.create(session=session, number=session.turns_taken, after_seq=session.last_seq)


def _end(session: LabSession, how: Literal["left", "timeout", "killed"]) -> ActOutcome:
    state = _keep_what_was_said(session, log.state_of(session))
    log.append(session, dialogue.end(state, how, at=log.timestamp()))
    settle_after_the_end(session)
    return ActOutcome(session, result={"ended": how})


def _keep_what_was_said(session: LabSession, state: dialogue.State) -> dialogue.State:
    """A reply in mid-sentence goes into the log as far as it was heard, marked as interrupted."""
    turn = session.turns.filter(state=TurnState.SPEAKING).exclude(text="").first()
    if turn is None:
        return state
    message = AvatarMessage(turn.text, (), turn.engine or "scripted", is_interrupted=True)
    step = dialogue.avatar_said(state, message, at=log.timestamp())
    log.append(session, step)
    return step.state


def settle_after_the_end(session: LabSession) -> None:
    """Nothing is owed any more; the rules read the log."""
    session.turns.filter(state__in=[TurnState.PENDING, TurnState.SPEAKING]).update(
        state=TurnState.KILLED if session.killed_at else TurnState.STOPPED,
        ended_at=timezone.now(),
        lease="",
        text="",
    )
    _skip_the_self_rating(session)
    enqueue(SCORE_TASK, session.pk)


def _skip_the_self_rating(session: LabSession) -> None:
    """After a critical act the debrief comes at once; a lab without points has nothing to guess."""
    if session.ended_how == "critical" or log.scenario_of(session).kind != "scored":
        session.rated_at = session.rated_at or timezone.now()
        session.save(update_fields=["rated_at"])


def owe_what_is_pending(session: LabSession) -> None:
    """A copied log may end where the avatar has to answer: then its turn is open here too."""
    request = dialogue.pending(log.state_of(session))
    if request is not None:
        session.turns_taken += 1
        session.save(update_fields=["turns_taken"])
        LabTurn.objects.create(session=session, number=session.turns_taken, after_seq=session.last_seq)


def refuse_a_flood(learner: User) -> None:
    """Raise ValidationError for somebody who starts labs faster than anybody can work in them."""
    since = timezone.now() - timedelta(hours=1)
    if LabSession.objects.filter(learner=learner, started_at__gte=since).count() >= STARTS_PER_HOUR:
        raise ValidationError(
            _("You started %(count)s labs within an hour. Take a break and come back."),
            params={"count": STARTS_PER_HOUR},
        )


def _variant_for(version: ScenarioVersion, mode: Mode, earlier: Any, *, other_way: bool) -> str:
    offered = variants_of(version, mode)
    alternative = str((version.lab.get("sensitive") or {}).get("alternative", ""))
    if other_way and alternative in offered:
        return alternative
    return _next_variant(offered, earlier)


def _next_variant(variants: list[str], earlier: Any) -> str:
    """The variant used least by this learner in this mode; a repeat is never the same run again."""
    if not variants:
        raise ValidationError(_("This lab has no variant for this mode."))
    used = list(earlier.values_list("variant", flat=True))
    return min(variants, key=lambda name: (used.count(name), variants.index(name)))
