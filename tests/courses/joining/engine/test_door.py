from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.joining.engine.door import Answer, Door, Facts, answer, has_seat, is_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HERE = ("ada@example.org",)


def facts(**fields) -> Facts:
    return Facts(
        **{"now": NOW, "is_open": True, "ends_at": NOW + 9 * DAY, "free": 3, "came": 0, "waiting": 0} | fields
    )


@pytest.mark.parametrize(
    ("door", "seen", "says"),
    [
        (Door(), facts(), Answer.IN),
        (Door(), facts(is_open=False), Answer.SHUT),
        (Door(), facts(ends_at=NOW), Answer.OVER),
        (Door(closes_at=NOW), facts(), Answer.OVER),
        (Door(opens_at=NOW + DAY), facts(), Answer.NOT_YET),
        (Door(domains=("example.net",)), facts(), Answer.DOMAIN),
        (Door(needs_approval=True), facts(free=0), Answer.ASK),
        (Door(keeps_list=True), facts(free=0), Answer.LIST),
        (Door(), facts(free=0), Answer.FULL),
        (Door(seats=2), facts(came=2), Answer.FULL),
        (Door(keeps_list=True), facts(free=1, waiting=1), Answer.LIST),
    ],
)
def test_each_answer_has_its_one_reason(door, seen, says):
    assert answer(door, seen, HERE) is says


@pytest.mark.parametrize(
    ("address", "is_in"),
    [
        ("ada@example.org", True),
        ("ADA@EXAMPLE.ORG", True),
        ("ada@mail.example.org", False),
        ("ada@example.org.evil.net", False),
        ("ada@badexample.org", False),
        ("example.org", True),  # no address of a person; the account checks those
    ],
)
def test_a_domain_is_exactly_itself(address, is_in):
    assert is_of(("example.org",), address) is is_in


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.none() | st.integers(1, 9))
def test_whoever_comes_in_leaves_a_seat_for_each_who_waited(free, came, waiting, seats):
    seen = facts(free=free, came=came, waiting=waiting)
    if has_seat(Door(seats=seats), seen):
        assert free - 1 >= waiting
        assert seats is None or came + 1 + waiting <= seats
