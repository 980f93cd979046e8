"""The life of an instructor's accreditation for one course version, sponsored by one partner. Drawn in docs/programme.md.

asked ⇄ in-review → granted ⇄ suspended → ended
      ↘ ended     ↘ refused
A renewal or a second try is a new row with the next edition; decided rows are kept as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class State(StrEnum):
    ASKED = "asked"
    IN_REVIEW = "in-review"
    GRANTED = "granted"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    ENDED = "ended"


OPEN_STATES = frozenset({State.ASKED, State.IN_REVIEW})
FINAL_STATES = frozenset({State.REFUSED, State.ENDED})


class Action(StrEnum):
    TAKE = "take"
    RETURN = "return"
    GRANT = "grant"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    LIFT = "lift"
    END = "end"
    WITHDRAW = "withdraw"


class Party(StrEnum):
    STAFF = "staff"
    PARTNER = "partner"


class Evidence(StrEnum):
    """What is handed in for a grant."""

    TRAINED = "trained"
    TEACHING = "teaching"
    OBSERVED = "observed"


class Block(StrEnum):
    EVIDENCE_MISSING = "evidence-missing"
    OWN_CASE = "own-case"
    TERM_OVER = "term-over"


@dataclass(frozen=True, slots=True)
class Rule:
    sources: frozenset[State]
    target: State
    party: Party


def _rule(target: State, party: Party, *sources: State) -> Rule:
    return Rule(frozenset(sources), target, party)


RULES: dict[Action, Rule] = {
    Action.TAKE: _rule(State.IN_REVIEW, Party.STAFF, State.ASKED),
    Action.RETURN: _rule(State.ASKED, Party.STAFF, State.IN_REVIEW),
    Action.GRANT: _rule(State.GRANTED, Party.STAFF, State.IN_REVIEW),
    Action.REFUSE: _rule(State.REFUSED, Party.STAFF, State.IN_REVIEW),
    Action.SUSPEND: _rule(State.SUSPENDED, Party.STAFF, State.GRANTED),
    Action.LIFT: _rule(State.GRANTED, Party.STAFF, State.SUSPENDED),
    Action.END: _rule(State.ENDED, Party.STAFF, State.GRANTED, State.SUSPENDED),
    Action.WITHDRAW: _rule(State.ENDED, Party.PARTNER, State.ASKED, State.IN_REVIEW),
}

REMIND_DAYS = (90, 60, 30, 7)
TERM = timedelta(days=365)
RENEWAL_WINDOW = timedelta(days=90)


def needs_reason(action: Action) -> bool:
    """Taking a case and taking back one's own wish say enough by themselves."""
    return action not in {Action.TAKE, Action.WITHDRAW}


def required_evidence(edition: int) -> tuple[Evidence, ...]:
    """All lines the first time; a renewal shows a newly observed session."""
    return tuple(Evidence) if edition == 1 else (Evidence.OBSERVED,)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision looks at. `is_own_case`: the person who decides is the instructor."""

    today: date
    edition: int
    handed_in: frozenset[Evidence] = frozenset()
    is_own_case: bool = False
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Move:
    action: Action
    blocks: tuple[Block, ...]


def blocks_of(action: Action, facts: Facts) -> tuple[Block, ...]:
    """What stands in the way of an action that the state allows."""
    found: list[Block] = []
    if facts.is_own_case and RULES[action].party is Party.STAFF:
        found.append(Block.OWN_CASE)
    if action is Action.GRANT and not set(required_evidence(facts.edition)) <= facts.handed_in:
        found.append(Block.EVIDENCE_MISSING)
    if action is Action.LIFT and (facts.ends_on is None or facts.ends_on < facts.today):
        found.append(Block.TERM_OVER)
    return tuple(found)


def moves_of(state: State, facts: Facts, party: Party) -> tuple[Move, ...]:
    """Every move that this party has in this state, with what blocks it."""
    return tuple(
        Move(action, blocks_of(action, facts))
        for action, rule in RULES.items()
        if state in rule.sources and rule.party is party
    )


def term_after(today: date, until: date | None) -> tuple[date, date]:
    """First and last day of the next term: it follows the one that still runs, without a gap."""
    start = until + timedelta(days=1) if until is not None and until >= today else today
    return start, start + TERM - timedelta(days=1)


def may_propose(today: date, until: date | None, *, is_waiting: bool) -> bool:
    """Not while a case is open, and not before the last 90 days of a term that runs."""
    return not is_waiting and (until is None or until - today <= RENEWAL_WINDOW)


def reminder_due(today: date, until: date) -> int | None:
    """The smallest reminder (90, 60, 30 or 7 days) whose day has come; None before and after the term."""
    left = (until - today).days
    return None if left < 0 else min((days for days in REMIND_DAYS if left <= days), default=None)
