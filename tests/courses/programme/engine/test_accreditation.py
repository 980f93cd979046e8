"""The life of an accreditation: which steps there are, and what stands in their way."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.programme.engine.accreditation import (
    FINAL_STATES,
    OPEN_STATES,
    REMIND_DAYS,
    RULES,
    Action,
    Block,
    Evidence,
    Facts,
    Party,
    State,
    blocks_of,
    may_propose,
    moves_of,
    reminder_due,
    term_after,
)

DAY = date(2027, 3, 1)
days = st.dates(date(2020, 1, 1), date(2060, 1, 1))
ALL = frozenset(Evidence)


def facts(**fields) -> Facts:
    return Facts(**{"today": DAY, "edition": 1, "handed_in": ALL} | fields)


@pytest.mark.parametrize(
    ("state", "staff", "partner"),
    [
        (State.ASKED, [Action.TAKE], [Action.WITHDRAW]),
        (State.IN_REVIEW, [Action.RETURN, Action.GRANT, Action.REFUSE], [Action.WITHDRAW]),
        (State.GRANTED, [Action.SUSPEND, Action.END], []),
        (State.SUSPENDED, [Action.LIFT, Action.END], []),
        (State.REFUSED, [], []),
        (State.ENDED, [], []),
    ],
)
def test_each_party_has_these_steps(state, staff, partner):
    found = [
        [move.action for move in moves_of(state, facts(), party)] for party in (Party.STAFF, Party.PARTNER)
    ]
    assert found == [staff, partner]


def test_a_first_grant_needs_all_three_documents_and_a_renewal_a_new_observed_session():
    two = ALL - {Evidence.OBSERVED}
    assert blocks_of(Action.GRANT, facts(handed_in=two)) == (Block.EVIDENCE_MISSING,)
    assert blocks_of(Action.GRANT, facts()) == ()
    renewal = facts(edition=2, handed_in=frozenset({Evidence.OBSERVED}))
    assert blocks_of(Action.GRANT, renewal) == ()
    assert blocks_of(Action.GRANT, facts(edition=2, handed_in=two)) == (Block.EVIDENCE_MISSING,)


@pytest.mark.parametrize("action", [a for a, rule in RULES.items() if rule.party is Party.STAFF])
def test_nobody_decides_their_own_case(action):
    assert Block.OWN_CASE in blocks_of(action, facts(is_own_case=True))


def test_a_suspension_is_lifted_only_within_its_term():
    assert blocks_of(Action.LIFT, facts(ends_on=DAY)) == ()
    assert blocks_of(Action.LIFT, facts(ends_on=DAY - timedelta(days=1))) == (Block.TERM_OVER,)


def test_every_state_can_be_reached_and_the_final_ones_are_not_left():
    reached = {State.ASKED}
    for _round in State:
        reached |= {rule.target for rule in RULES.values() if rule.sources & reached}
    assert reached == set(State)
    assert not any(rule.sources & FINAL_STATES for rule in RULES.values())
    assert OPEN_STATES | FINAL_STATES | {State.GRANTED, State.SUSPENDED} == set(State)


@given(days, days)
def test_the_next_term_begins_today_or_on_the_day_after_the_one_that_runs(today, until):
    first, last = term_after(today, until)
    assert first == max(today, until + timedelta(days=1))
    assert (last - first).days == 364


@given(days, st.integers(-400, 400))
def test_a_renewal_is_proposed_in_the_last_90_days(today, left):
    until = today + timedelta(days=left)
    assert may_propose(today, until, is_waiting=False) == (left <= 90)
    assert not may_propose(today, until, is_waiting=True)


@given(days, st.integers(-30, 400))
def test_the_reminder_that_is_due_is_the_smallest_whose_day_has_come(today, left):
    due = reminder_due(today, today + timedelta(days=left))
    if left < 0 or left > 90:
        assert due is None
    else:
        assert due == min(day for day in REMIND_DAYS if day >= left)
