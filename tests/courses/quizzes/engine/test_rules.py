from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.engine.rules import (
    Past,
    Rules,
    Shown,
    allowed_time,
    counting_share,
    end_of,
    history_of,
    late_factor,
    lint,
    may_start,
    shown,
    simulate,
)

MAY = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
moments = st.integers(-120 * 24, 240 * 24).map(lambda hours: MAY + timedelta(hours=hours))


def past(hours_ago, share=0, hours=1):
    began = MAY - hours_ago * HOUR
    return Past(began, began + hours * HOUR, Fraction(share).limit_denominator(100))


def decided(rules, pasts):
    return may_start(rules, history_of(rules, pasts), now=MAY)


def test_the_first_attempt_may_start():
    assert decided(Rules(), []).code == "start"


def test_an_open_attempt_goes_on_even_after_the_close():
    assert decided(Rules(closes_at=MAY - DAY), [Past(MAY - HOUR)]).code == "resume"


@pytest.mark.parametrize(("hours", "code"), [(23, "wait"), (24, "start"), (25, "start")])
def test_the_wait_counts_from_handing_in(hours, code):
    decision = decided(Rules(), [Past(MAY - (hours + 1) * HOUR, MAY - hours * HOUR)])
    assert decision.code == code
    if code == "wait":
        assert decision.from_at == MAY + HOUR


def test_attempts_are_used_up():
    assert decided(Rules(attempts=2), [past(99), past(50)]).code == "used_up"


def test_before_the_opening_the_page_can_say_when():
    decision = decided(Rules(opens_at=MAY + DAY), [])
    assert (decision.code, decision.from_at, decision.is_allowed) == ("not_open", MAY + DAY, False)


@pytest.mark.parametrize(("offset", "code"), [(-1, "closed"), (0, "closed"), (1, "start")])
def test_the_close_is_exclusive(offset, code):
    assert decided(Rules(closes_at=MAY + offset * HOUR), []).code == code


def test_a_wait_that_ends_after_the_close_is_a_close():
    assert decided(Rules(closes_at=MAY + HOUR), [past(3)]).code == "closed"


@pytest.mark.parametrize(
    ("minutes", "extra", "seconds"), [(80, 25, 6000), (80, 0, 4800), (80, -5, 4800), (1, 33, 80), (7, 1, 425)]
)
def test_extra_time_is_a_share_of_the_base_rounded_up(minutes, extra, seconds):
    rules = Rules(time_limit=timedelta(minutes=minutes))
    assert allowed_time(rules, extra) == timedelta(seconds=seconds)


def test_an_attempt_ends_with_its_time_or_with_the_close():
    rules = Rules(time_limit=HOUR, closes_at=MAY + 2 * HOUR)
    assert end_of(rules, started_at=MAY) == MAY + HOUR
    assert end_of(rules, started_at=MAY + 1.5 * HOUR) == MAY + 2 * HOUR
    assert end_of(Rules(), started_at=MAY) is None


@pytest.mark.parametrize(("hours", "factor"), [(0, 1), (1, "0.9"), (24, "0.9"), (25, "0.8"), (24 * 20, 0)])
def test_each_begun_day_costs_its_share(hours, factor):
    rules = Rules(due_at=MAY, late_per_day=0.1)
    assert late_factor(rules, submitted_at=MAY + hours * HOUR) == Fraction(str(factor))


@pytest.mark.parametrize(("counts", "share"), [("best", 9), ("last", 4), ("first", 5), ("mean", 6)])
def test_the_rule_says_which_attempt_counts(counts, share):
    history = [past(10, 0.4), past(30, 0.5), past(20, 0.9), Past(MAY)]
    assert counting_share(Rules(counts=counts), history) == Fraction(share, 10)


def test_nothing_counts_before_the_first_attempt_is_handed_in():
    assert counting_share(Rules(), [Past(MAY)]) is None


@pytest.mark.parametrize(
    ("when", "history", "rules", "is_shown"),
    [
        ("after_submit", [past(5, 0.1)], {}, True),
        ("after_pass", [past(5, 0.1)], {}, False),
        ("after_pass", [past(5, 0.7)], {}, True),
        ("after_pass", [past(5, 0.1)], {"attempts": 1}, True),
        ("after_close", [past(5, 0.9)], {}, False),
        ("after_close", [past(5, 0.9)], {"attempts": 1}, True),
        ("after_close", [past(5, 0.9)], {"closes_at": MAY}, True),
        ("after_close", [past(5, 0.9)], {"closes_at": MAY + HOUR, "attempts": 1}, False),
        ("never", [past(5, 0.9)], {"closes_at": MAY - DAY, "attempts": 1}, False),
    ],
)
def test_each_thing_is_shown_when_the_rule_says_so(when, history, rules, is_shown):
    made = Rules(show_score=when, show_feedback="never", show_key="never", **rules)
    assert shown(made, history_of(made, history), now=MAY) == Shown(is_shown, feedback=False, key=False)


@given(moments, st.lists(moments, max_size=4), st.integers(1, 5), st.integers(0, 200))
def test_what_the_simulator_says_is_what_the_rules_do(now, starts, attempts, extra):
    pasts = [Past(at, at + HOUR, Fraction(1, 2)) for at in sorted(starts)]
    rules = Rules(attempts=attempts, time_limit=HOUR, opens_at=MAY - 30 * DAY, closes_at=MAY + 30 * DAY)
    history = history_of(rules, pasts)
    seen = simulate(rules, history, extra_percent=extra, now=now)
    assert seen.decision == may_start(rules, history, now=now)
    assert seen.would_end_at == end_of(rules, started_at=now, extra_percent=extra)
    assert seen.attempts_left == max(0, attempts - len(pasts))
    if seen.decision.code == "wait":
        assert may_start(rules, history, now=seen.decision.from_at).code == "start"


def test_the_simulator_counts_the_sittings_of_a_year_and_says_when_the_next_one_may_begin():
    rules = Rules(per_year=3, wait=7 * DAY)
    history = history_of(rules, [Past(MAY + n * 10 * DAY, MAY + n * 10 * DAY + HOUR) for n in range(3)])
    two = history_of(rules, [Past(MAY, MAY + HOUR), Past(MAY + 10 * DAY, MAY + 10 * DAY + HOUR)])
    for days, left, code in ((30, 0, "wait"), (364, 0, "wait"), (365, 1, "start"), (376, 2, "start")):
        seen = simulate(rules, history, extra_percent=0, now=MAY + days * DAY)
        assert (seen.attempts_left, seen.decision.code) == (left, code)
    assert may_start(rules, history, now=MAY + 30 * DAY).from_at == MAY + 365 * DAY
    assert simulate(rules, two, extra_percent=0, now=MAY + 18 * DAY).attempts_left == 1


def test_a_year_that_ends_after_the_close_or_within_the_wait_is_no_promise():
    pasts = [Past(MAY, MAY + HOUR), Past(MAY + 360 * DAY, MAY + 360 * DAY + HOUR)]
    closing = Rules(per_year=2, wait=7 * DAY, closes_at=MAY + 364 * DAY)
    assert may_start(closing, history_of(closing, pasts), now=MAY + 361 * DAY).code == "closed"
    waiting = Rules(per_year=2, wait=7 * DAY)
    decision = may_start(waiting, history_of(waiting, pasts), now=MAY + 361 * DAY)
    assert decision.from_at == MAY + 367 * DAY + HOUR
    assert may_start(waiting, history_of(waiting, pasts), now=decision.from_at).code == "start"


@pytest.mark.parametrize(
    ("rules", "codes"),
    [
        (Rules(), []),
        (Rules(opens_at=MAY, closes_at=MAY), ["closes_before_it_opens"]),
        (Rules(due_at=MAY + HOUR, closes_at=MAY), ["due_after_it_closes"]),
        (Rules(opens_at=MAY, due_at=MAY), ["due_before_it_opens"]),
        (
            Rules(opens_at=MAY, closes_at=MAY + HOUR, time_limit=2 * HOUR, wait=timedelta(0)),
            ["window_shorter_than_time_limit"],
        ),
        (Rules(attempts=1), ["wait_without_second_attempt"]),
        (Rules(opens_at=MAY, closes_at=MAY + HOUR), ["wait_longer_than_window"]),
        (Rules(attempts=3, per_year=3), ["year_limit_never_reached"]),
        (Rules(per_year=3, wait=122 * DAY), ["year_limit_never_reached"]),
        (Rules(per_year=3, wait=7 * DAY), []),
        (Rules(late_per_day=0.1), ["late_without_due_date"]),
        (Rules(counts="last"), ["key_shown_before_the_attempt_that_counts"]),
        (Rules(show_key="after_close"), ["shown_after_a_close_that_never_comes"]),
        (Rules(counts="mean"), ["mean_of_unlimited_attempts"]),
        (Rules(pass_share=0), ["everyone_passes"]),
    ],
)
def test_contradictory_rules_are_named(rules, codes):
    assert lint(rules) == codes
