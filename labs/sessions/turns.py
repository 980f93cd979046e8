"""The avatar's turns in the database: who speaks one, how far it is, how it ended. Each function is one short transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from labs.providers.base import ChatRequest, RawCall
from labs.providers.registry import Endpoint
from labs.providers.services import record_spend
from labs.sessions import log, scripts
from labs.sessions.access import get_session_for
from labs.sessions.budgets import Allowance, allowance_for, estimated_use
from labs.sessions.engine import dialogue
from labs.sessions.engine.answers import AvatarMessage
from labs.sessions.masking import Masked, mask_request, names_around
from labs.sessions.models import OPEN_TURN, LabSession, LabSwitch, LabTurn, TurnState
from labs.sessions.services import settle_after_the_end
from labs.sessions.switches import standing_switch

if TYPE_CHECKING:
    from accounts.api import User

LEASE = timedelta(seconds=6)
STALE_AFTER = timedelta(seconds=30)
MAX_ROUNDS = 3
SCRIPTED = "scripted"
WORDLESS = "I have nothing to add in words."
KEEP = (
    f"UPDATE {LabTurn._meta.db_table} SET text = %s, engine = %s, leased_until = %s "  # noqa: S608 - our own table's name
    "WHERE id = %s AND lease = %s AND state = 'speaking'"
)


@dataclass(frozen=True)
class OpenTurn:
    """A turn that this process may speak, with all it needs: nothing is read from the database while it speaks."""

    turn_id: int
    session_id: int
    lease: str
    after_seq: int
    shown: str
    request: ChatRequest
    endpoint: Endpoint | None
    names: tuple[str, ...] = ()
    masked: Masked | None = None
    notes: tuple[tuple[str, str], ...] = ()
    stop_asked: bool = False


@dataclass(frozen=True)
class Glance:
    """How far a turn is that somebody else speaks."""

    state: str
    text: str
    last_seq: int
    is_free: bool

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_TURN


@dataclass(frozen=True)
class Spoken:
    """What was said, and how it came to an end."""

    text: str
    calls: tuple[RawCall, ...]
    engine: str
    how: TurnState
    failures: tuple[str, ...] = ()
    prompt_tokens: int = 0
    reply_tokens: int = 0
    first_text_ms: int | None = None


def open_turn_of(session: LabSession) -> LabTurn | None:
    """The reply that is owed now."""
    return LabTurn.objects.filter(session=session, state__in=OPEN_TURN).first()


def lease_turn(*, session: LabSession, turn: LabTurn, pace: bool) -> OpenTurn | None:
    """Take a turn to speak it; None while another process speaks it, when it is over, or while labs are switched off."""
    if standing_switch(enrolment=session.enrolment) is not None:
        return None
    now = timezone.now()
    lease = secrets.token_hex(8)
    taken = (
        LabTurn.objects.filter(pk=turn.pk, state__in=OPEN_TURN)
        .filter(Q(lease="") | Q(leased_until__lt=now))
        .update(
            lease=lease,
            leased_until=now + LEASE,
            state=TurnState.SPEAKING,
            attempts=F("attempts") + 1,
        )
    )
    if not taken:
        return None
    turn.refresh_from_db()
    state = log.state_of(session)
    owed = dialogue.pending(state)
    if owed is None:
        return None
    scenario = log.scenario_of(session)
    key = scripts.put_on_shelf(scenario)
    # Who speaks is said by rule: that question reaches no model.
    allowed = Allowance() if dialogue.must_be_scripted(state) else allowance_for(session, scenario)
    held = OpenTurn(
        turn_id=turn.pk,
        session_id=session.pk,
        lease=lease,
        after_seq=turn.after_seq,
        shown=turn.text,
        request=ChatRequest(
            messages=owed.messages,
            tools=owed.tools,
            script_key=key,
            turn=owed.turn.to_json(),
            pace=pace,
            max_tokens=allowed.max_tokens,
        ),
        endpoint=allowed.endpoint,
        names=names_around(session) if allowed.endpoint is not None else (),
        notes=allowed.notes,
        stop_asked=turn.stop_asked_at is not None,
    )
    return _fit_to_leave(held)


def _fit_to_leave(held: OpenTurn) -> OpenTurn:
    """With the request as a model may see it; without an endpoint nothing leaves."""
    if held.endpoint is None:
        return held
    return replace(held, masked=mask_request(held.request, held.names))


def glance_at(*, turn_id: int) -> Glance:
    """What a second tab may show of a turn."""
    row = LabTurn.objects.select_related("session").get(pk=turn_id)
    is_free = not row.lease or row.leased_until is None or row.leased_until < timezone.now()
    return Glance(row.state, row.text, row.session.last_seq, is_free)


@dataclass(frozen=True)
class Spoke:
    """How far a live turn is."""

    turn_id: int
    lease: str
    text: str
    engine: str


def keep_texts(*, live: Sequence[Spoke]) -> dict[int, str]:
    """Store how far the turns are and renew their leases; returns why some must stop now.

    One statement for all of them: with hundreds of turns the ORM's own bulk update would cost more than the streams.
    """
    until = connection.ops.adapt_datetimefield_value(timezone.now() + LEASE)
    rows = [(one.text, one.engine, until, one.turn_id, one.lease) for one in live]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(KEEP, rows)
        switches = list(LabSwitch.objects.filter(lifted_at=None).values_list("is_global", "cohort_id"))
        standing = {
            turn_id: (lease, stop_asked_at, cohort_id)
            for turn_id, lease, stop_asked_at, cohort_id in LabTurn.objects.filter(
                pk__in=[one.turn_id for one in live], state=TurnState.SPEAKING
            ).values_list("pk", "lease", "stop_asked_at", "session__enrolment__cohort_id")
        }
    reasons = {}
    for one in live:
        held, stop_asked_at, cohort_id = standing.get(one.turn_id, ("", None, None))
        if held != one.lease:
            reasons[one.turn_id] = "lost"
        elif any(is_global or cohort == cohort_id for is_global, cohort in switches):
            reasons[one.turn_id] = "killed"
        elif stop_asked_at is not None:
            reasons[one.turn_id] = "stopped"
    return reasons


def release_turn(*, turn_id: int, lease: str, text: str) -> None:
    """The listener is gone: whoever comes next goes on. What was said so far stays."""
    LabTurn.objects.filter(pk=turn_id, lease=lease, state=TurnState.SPEAKING).update(
        lease="", leased_until=None, text=text, state=TurnState.PENDING
    )


def finish_turn(*, open_turn: OpenTurn, spoken: Spoken) -> ChatRequest | None:
    """Write what was said into the log, once. Returns a further request when the avatar used a tool and must go on.

    Whoever lost the lease writes nothing: another process has spoken this turn.
    """
    with transaction.atomic():
        session = LabSession.objects.select_for_update(of=("self",)).get(pk=open_turn.session_id)
        turn = LabTurn.objects.filter(
            pk=open_turn.turn_id, lease=open_turn.lease, state=TurnState.SPEAKING
        ).first()
        if turn is None or not session.is_open:
            return None
        spoken = _counted(open_turn, spoken)
        state = _note_masked(session, turn, open_turn, spoken)
        state = _note_budgets(session, state, open_turn)
        for why in spoken.failures:
            failed = dialogue.avatar_failed(state, why, at=log.timestamp())
            log.append(session, failed)
            state = failed.state
        calls = _calls_of_the_turn(open_turn, spoken)
        is_last = turn.attempts >= MAX_ROUNDS  # whoever uses tools without a word is not asked for ever
        message = AvatarMessage(
            text=WORDLESS if is_last and calls and not spoken.text.strip() else spoken.text,
            calls=tuple(scripts.tool_call(call) for call in calls),
            engine=spoken.engine,
            is_interrupted=spoken.how is not TurnState.DONE,
        )
        step = dialogue.avatar_said(state, message, at=log.timestamp())
        log.append(session, step)
        _close(session, turn, spoken, open_turn.endpoint)
        if step.speak is not None and session.is_open and not is_last:
            return replace(_go_on(turn, open_turn, step.speak), earlier_calls=calls)
        if not session.is_open:
            settle_after_the_end(session)
    return None


def _calls_of_the_turn(open_turn: OpenTurn, spoken: Spoken) -> tuple[RawCall, ...]:
    """Calls of the rounds without a word, and of this one. Where the scripted avatar had to go on, its own alone."""
    return spoken.calls if spoken.engine == SCRIPTED else (*open_turn.request.earlier_calls, *spoken.calls)


def _note_masked(session: LabSession, turn: LabTurn, open_turn: OpenTurn, spoken: Spoken) -> dialogue.State:
    """Once a turn, the log says how many spans were hidden from the model, by kind; never what they were."""
    state = log.state_of(session)
    was_sent = open_turn.masked is not None and (spoken.engine != SCRIPTED or bool(spoken.failures))
    if not was_sent or open_turn.masked is None or not open_turn.masked.spans or turn.masked_spans:
        return state
    step = dialogue.text_masked(state, open_turn.masked.spans, at=log.timestamp())
    log.append(session, step)
    turn.masked_spans = sum(open_turn.masked.spans.values())
    turn.save(update_fields=["masked_spans"])
    return step.state


def _note_budgets(session: LabSession, state: dialogue.State, open_turn: OpenTurn) -> dialogue.State:
    """Each budget is mentioned once in a session when it runs low, and once when the scripted avatar goes on for it."""
    known = {(event.type, event.params.get("meter")) for event in state.events}
    for kind, meter in open_turn.notes:
        if (kind, meter) not in known:
            step = dialogue.model_budget(state, kind, meter, at=log.timestamp())
            log.append(session, step)
            state = step.state
    return state


def _counted(open_turn: OpenTurn, spoken: Spoken) -> Spoken:
    """A model's reply that was cut off has cost something too; the server did not say how much."""
    is_cut = spoken.how is not TurnState.DONE and spoken.engine.startswith("model:")
    if not is_cut or spoken.prompt_tokens or open_turn.masked is None:
        return spoken
    sent, heard = estimated_use(open_turn.masked.request.messages, spoken.text)
    return replace(spoken, prompt_tokens=sent, reply_tokens=heard)


def _close(session: LabSession, turn: LabTurn, spoken: Spoken, endpoint: Endpoint | None) -> None:
    turn.state = spoken.how
    turn.text = ""
    turn.lease = ""
    turn.ended_at = timezone.now()
    turn.engine = spoken.engine
    turn.fell_back = bool(spoken.failures)
    turn.first_text_ms = spoken.first_text_ms
    turn.prompt_tokens += spoken.prompt_tokens
    turn.reply_tokens += spoken.reply_tokens
    turn.save()
    used = spoken.prompt_tokens + spoken.reply_tokens
    if used and endpoint is not None:
        session.tokens_used += used
        session.model_cost += record_spend(
            endpoint=endpoint, prompt_tokens=spoken.prompt_tokens, reply_tokens=spoken.reply_tokens
        )
        session.save(update_fields=["tokens_used", "model_cost"])


def _go_on(turn: LabTurn, open_turn: OpenTurn, speak: dialogue.TurnRequest) -> ChatRequest:
    turn.state = TurnState.SPEAKING
    turn.lease = open_turn.lease
    turn.leased_until = timezone.now() + LEASE
    turn.attempts += 1
    turn.ended_at = None
    turn.save()
    old = open_turn.request
    return replace(old, messages=speak.messages, tools=speak.tools, turn=speak.turn.to_json())


def mark_stale_turns() -> int:
    """Turns whose speaker died are written as interrupted, with what was heard of them. Returns how many."""
    limit = timezone.now() - STALE_AFTER
    stale = LabTurn.objects.filter(state=TurnState.SPEAKING, leased_until__lt=limit).select_related("session")
    marked = 0
    for turn in stale[:200]:
        held = lease_turn(session=turn.session, turn=turn, pace=False)
        if held is None:
            continue
        finish_turn(
            open_turn=held,
            spoken=Spoken(held.shown, (), turn.engine or SCRIPTED, TurnState.INTERRUPTED),
        )
        marked += 1
    return marked


def with_request(open_turn: OpenTurn, request: ChatRequest) -> OpenTurn:
    """The same turn, going on with a further request after a tool was used."""
    return _fit_to_leave(replace(open_turn, request=request, shown="", stop_asked=False))


@dataclass(frozen=True)
class StreamPlan:
    """What a listener gets: a turn to speak, a turn to follow, or where the log stands."""

    last_seq: int
    open_turn: OpenTurn | None = None
    followed_turn_id: int | None = None
    turn_after_seq: int = 0


def stream_plan(user: User, session_id: UUID) -> StreamPlan:
    """What a listener gets of a session: its owed reply, if nobody speaks it yet."""
    session = get_session_for(user, session_id)
    turn = open_turn_of(session) if session.is_open else None
    if turn is None:
        return StreamPlan(session.last_seq)
    held = lease_turn(session=session, turn=turn, pace=True)
    if held is not None:
        return StreamPlan(session.last_seq, open_turn=held, turn_after_seq=turn.after_seq)
    return StreamPlan(session.last_seq, followed_turn_id=turn.pk, turn_after_seq=turn.after_seq)
