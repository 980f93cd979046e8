"""The life of a partner: which moves there are, and what stands in their way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.agreements.engine.lifecycle import (
    REMIND_DAYS,
    RULES,
    Action,
    Block,
    Facts,
    Outcome,
    Party,
    State,
    blocks_of,
    may_sign,
    moves_of,
    reminder_due,
    term_after,
)

DAY = date(2027, 3, 1)
days = st.dates(date(2020, 1, 1), date(2060, 1, 1))


def actions(state: State, party: Party = Party.STAFF, **facts: object) -> list[Action]:
    known = Facts(today=DAY, **facts)  # type: ignore[arg-type]
    return [move.action for move in moves_of(state, known, party) if move.is_open]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.APPLIED, [Action.TAKE]),
        (State.IN_REVIEW, [Action.RETURN, Action.APPROVE, Action.REFUSE]),
        (State.APPROVED, [Action.END]),
        (State.ACTIVE, [Action.SUSPEND, Action.END]),
        (State.REFUSED, [Action.REAPPLY]),
        (State.ENDED, [Action.REAPPLY]),
    ],
)
def test_staff_have_these_moves(state: State, expected: list[Action]) -> None:
    assert actions(state) == expected


def test_only_the_partner_signs() -> None:
    assert actions(State.APPROVED, Party.PARTNER) == [Action.SIGN]
    assert all(Action.SIGN not in actions(state) for state in State)


def test_every_state_can_be_reached_and_left() -> None:
    reached = {rule.target for rule in RULES.values()} | {State.APPLIED}
    left = {source for rule in RULES.values() for source in rule.sources}
    assert reached == left == set(State)


@pytest.mark.parametrize(
    ("outcomes", "has_owner", "expected"),
    [
        ((Outcome.PASSED, Outcome.ACCEPTED), True, ()),
        ((Outcome.PASSED, Outcome.WAITING), True, (Block.CHECKS_WAIT,)),
        ((Outcome.FAILED, Outcome.WAITING), False, (Block.CHECKS_WAIT, Block.CHECKS_FAILED, Block.NO_OWNER)),
    ],
)
def test_approval_waits_for_the_review_and_an_owner(
    outcomes: tuple[Outcome, ...], has_owner: bool, expected: tuple[Block, ...]
) -> None:
    facts = Facts(today=DAY, outcomes=outcomes, has_owner=has_owner)
    assert blocks_of(Action.APPROVE, facts) == expected


def test_a_suspension_is_not_lifted_once_the_agreement_is_over() -> None:
    assert Action.LIFT in actions(State.SUSPENDED, agreement_until=DAY)
    assert Action.LIFT not in actions(State.SUSPENDED, agreement_until=DAY - timedelta(days=1))


@given(days, st.none() | days)
def test_the_next_agreement_follows_without_gap_or_overlap(today: date, until: date | None) -> None:
    start, end = term_after(today, until)
    assert (end - start).days == 729
    assert start == (today if until is None or until < today else until + timedelta(days=1))


@given(days, days)
def test_a_reminder_is_due_from_its_day_to_the_last_day(today: date, until: date) -> None:
    due = reminder_due(today, until)
    left = (until - today).days
    assert (due is not None) == (0 <= left <= max(REMIND_DAYS))
    if due is not None:
        assert left <= due
        assert all(not left <= smaller < due for smaller in REMIND_DAYS)


def test_an_active_partner_renews_in_the_last_ninety_days() -> None:
    assert not may_sign(State.ACTIVE, Facts(today=DAY, agreement_until=DAY + timedelta(days=91)))
    assert may_sign(State.ACTIVE, Facts(today=DAY, agreement_until=DAY + timedelta(days=90)))
    assert may_sign(State.APPROVED, Facts(today=DAY))
    assert not may_sign(State.SUSPENDED, Facts(today=DAY))
