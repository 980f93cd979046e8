from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.analytics.engine.nudging import WAIT_DAYS, Outcome, may_nudge, verdict

SENT = datetime(2027, 3, 1, 9, tzinfo=UTC)
days = st.floats(-30, 60).map(lambda number: timedelta(days=number))


@pytest.mark.parametrize(
    ("returned", "now", "outcome", "count"),
    [
        (None, 3, Outcome.WAITING, 3),
        (None, 7, Outcome.NOT_BACK, 7),
        (0.5, 3, Outcome.BACK, 0),
        (6.9, 20, Outcome.BACK, 6),
        (7, 20, Outcome.LATER, 7),
        (-1, 3, Outcome.WAITING, 3),
    ],
)
def test_a_nudge_has_worked_when_the_learner_is_back_within_seven_days(returned, now, outcome, count):
    found = verdict(
        sent_at=SENT,
        returned_at=SENT + timedelta(days=returned) if returned is not None else None,
        now=SENT + timedelta(days=now),
    )
    assert (found.outcome, found.days) == (outcome, count)


@given(days, days)
def test_a_visit_before_the_nudge_or_in_the_future_is_no_return(returned, now):
    found = verdict(sent_at=SENT, returned_at=SENT + returned, now=SENT + now)
    is_back = timedelta(0) < returned <= now
    assert (found.outcome in {Outcome.BACK, Outcome.LATER}) == is_back
    assert found.days >= 0
    if not is_back:
        assert (found.outcome is Outcome.NOT_BACK) == (now >= timedelta(days=WAIT_DAYS))


@given(days)
def test_nobody_gets_two_nudges_in_two_days(since):
    assert may_nudge(last_sent_at=SENT, now=SENT + since) == (since >= timedelta(days=2))
    assert may_nudge(last_sent_at=None, now=SENT)
