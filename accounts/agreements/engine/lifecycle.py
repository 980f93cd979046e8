"""The states of a partner and the moves between them.

applied ⇄ in-review → approved → active ⇄ suspended → ended
                ↘ refused ↗ (applies again)   ↘ ended (applies again)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class State(StrEnum):
    APPLIED = "applied"
    IN_REVIEW = "in-review"
    APPROVED = "approved"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    ENDED = "ended"


class Action(StrEnum):
    TAKE = "take"
    RETURN = "return"
    APPROVE = "approve"
    REFUSE = "refuse"
    SIGN = "sign"
    SUSPEND = "suspend"
    LIFT = "lift"
    END = "end"
    REAPPLY = "reapply"


class Party(StrEnum):
    STAFF = "staff"
    PARTNER = "partner"


class Block(StrEnum):
    CHECKS_WAIT = "checks-wait"
    CHECKS_FAILED = "checks-failed"
    NO_OWNER = "no-owner"
    AGREEMENT_OVER = "agreement-over"


class Outcome(StrEnum):
    WAITING = "waiting"
    PASSED = "passed"
    FAILED = "failed"
    ACCEPTED = "accepted"  # failed, and accepted with a reason


@dataclass(frozen=True, slots=True)
class Rule:
    sources: frozenset[State]
    target: State
    party: Party


def _rule(target: State, party: Party, *sources: State) -> Rule:
    return Rule(frozenset(sources), target, party)


RULES: dict[Action, Rule] = {
    Action.TAKE: _rule(State.IN_REVIEW, Party.STAFF, State.APPLIED),
    Action.RETURN: _rule(State.APPLIED, Party.STAFF, State.IN_REVIEW),
    Action.APPROVE: _rule(State.APPROVED, Party.STAFF, State.IN_REVIEW),
    Action.REFUSE: _rule(State.REFUSED, Party.STAFF, State.IN_REVIEW),
    # Signing makes an approved partner active and renews an active one.
    Action.SIGN: _rule(State.ACTIVE, Party.PARTNER, State.APPROVED, State.ACTIVE),
    Action.SUSPEND: _rule(State.SUSPENDED, Party.STAFF, State.ACTIVE),
    Action.LIFT: _rule(State.ACTIVE, Party.STAFF, State.SUSPENDED),
    Action.END: _rule(State.ENDED, Party.STAFF, State.APPROVED, State.ACTIVE, State.SUSPENDED),
    Action.REAPPLY: _rule(State.APPLIED, Party.STAFF, State.REFUSED, State.ENDED),
}


def needs_reason(action: Action) -> bool:
    """Taking a review says enough by itself; every decision is explained to the partner."""
    return action is not Action.TAKE


REMIND_DAYS = (90, 60, 30, 7)
TERM = timedelta(days=730)
RENEWAL_WINDOW = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision looks at. `agreement_until` is the last day of the newest agreement."""

    today: date
    outcomes: tuple[Outcome, ...] = ()
    has_owner: bool = True
    agreement_until: date | None = None


@dataclass(frozen=True, slots=True)
class Move:
    action: Action
    target: State
    blocks: tuple[Block, ...]

    @property
    def is_open(self) -> bool:
        return not self.blocks


def blocks_of(action: Action, facts: Facts) -> tuple[Block, ...]:
    """What stands in the way of an action that the state allows."""
    found: list[Block] = []
    if action is Action.APPROVE:
        if Outcome.WAITING in facts.outcomes:
            found.append(Block.CHECKS_WAIT)
        if Outcome.FAILED in facts.outcomes:
            found.append(Block.CHECKS_FAILED)
        if not facts.has_owner:
            found.append(Block.NO_OWNER)
    if action is Action.LIFT and (facts.agreement_until is None or facts.agreement_until < facts.today):
        found.append(Block.AGREEMENT_OVER)
    return tuple(found)


def moves_of(state: State, facts: Facts, party: Party) -> tuple[Move, ...]:
    """Every move that this party has in this state, with what blocks it."""
    return tuple(
        Move(action, rule.target, blocks_of(action, facts))
        for action, rule in RULES.items()
        if state in rule.sources and rule.party is party
    )


def may_sign(state: State, facts: Facts) -> bool:
    """An approved partner signs to begin; an active one renews in the last days of its agreement."""
    if state is State.APPROVED:
        return True
    if state is not State.ACTIVE:
        return False
    return facts.agreement_until is None or facts.agreement_until - facts.today <= RENEWAL_WINDOW


def term_after(today: date, agreement_until: date | None) -> tuple[date, date]:
    """First and last day of the next agreement: it follows the one that still runs, without a gap."""
    start = today
    if agreement_until is not None and agreement_until >= today:
        start = agreement_until + timedelta(days=1)
    return start, start + TERM - timedelta(days=1)


def reminder_due(today: date, agreement_until: date) -> int | None:
    """The smallest reminder (90, 60, 30 or 7 days) whose day has come; None before and after the agreement."""
    left = (agreement_until - today).days
    if left < 0:
        return None
    return min((days for days in REMIND_DAYS if left <= days), default=None)
