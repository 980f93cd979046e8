"""Which way a notification takes; when a digest is due; when the night is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.notifications.engine.delivery import Channel, channel_for, is_quiet, last_due, quiet_until

BERLIN, KATHMANDU, AUCKLAND = (
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("Asia/Kathmandu"),
    ZoneInfo("Pacific/Auckland"),
)
ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "UTC",
            "Europe/Berlin",
            "America/St_Johns",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Asia/Kathmandu",
            "Pacific/Kiritimati",
            "America/Los_Angeles",
        )
    ]
)
MOMENTS = st.integers(0, 25 * 365 * 24 * 60).map(
    lambda minutes: datetime(2010, 1, 2, tzinfo=UTC) + timedelta(minutes=minutes)
)
HOURS = st.integers(0, 23)


@pytest.mark.parametrize("chosen", [None, *Channel])
def test_what_is_part_of_the_service_comes_at_once_whatever_was_chosen(chosen: Channel | None) -> None:
    assert (
        channel_for(is_essential=True, default=Channel.TRAY, chosen=chosen, has_digest=False) is Channel.NOW
    )


@given(
    default=st.sampled_from(list(Channel)), chosen=st.sampled_from([None, *Channel]), has_digest=st.booleans()
)
def test_a_choice_goes_before_the_default_and_no_digest_means_the_tray(
    default: Channel, chosen: Channel | None, has_digest: bool
) -> None:
    wanted = chosen or default
    expected = Channel.TRAY if wanted is Channel.DIGEST and not has_digest else wanted
    assert channel_for(is_essential=False, default=default, chosen=chosen, has_digest=has_digest) is expected


def test_a_digest_is_due_at_eight_of_the_persons_own_day() -> None:
    due = last_due(now=datetime(2027, 1, 15, 7, 0, tzinfo=UTC), zone=BERLIN)
    assert (due.day, due.at) == (date(2027, 1, 15), datetime(2027, 1, 15, 7, 0, tzinfo=UTC))
    before = last_due(now=datetime(2027, 1, 15, 6, 59, tzinfo=UTC), zone=BERLIN)
    assert before.day == date(2027, 1, 14)


def test_a_zone_of_quarter_hours_has_its_own_eight_o_clock() -> None:
    due = last_due(now=datetime(2027, 1, 15, 2, 15, tzinfo=UTC), zone=KATHMANDU)
    assert due.at == datetime(2027, 1, 15, 2, 15, tzinfo=UTC)


def test_an_hour_that_summer_time_leaves_out_strikes_when_the_clock_jumps() -> None:
    # On 28 March 2027 Berlin goes from 02:00 to 03:00, at 01:00 UTC.
    assert last_due(now=datetime(2027, 3, 28, 1, 0, tzinfo=UTC), zone=BERLIN, hour=2).day == date(2027, 3, 28)
    assert last_due(now=datetime(2027, 3, 28, 0, 59, tzinfo=UTC), zone=BERLIN, hour=2).day == date(
        2027, 3, 27
    )


def test_an_hour_that_comes_twice_strikes_once() -> None:
    # On 31 October 2027 Berlin has 02:00 twice: at 00:00 and at 01:00 UTC.
    first = last_due(now=datetime(2027, 10, 31, 0, 0, tzinfo=UTC), zone=BERLIN, hour=2)
    second = last_due(now=datetime(2027, 10, 31, 1, 30, tzinfo=UTC), zone=BERLIN, hour=2)
    assert first == second


@given(now=MOMENTS, zone=ZONES, hour=HOURS)
def test_a_due_moment_is_past_of_the_last_two_days_and_of_the_day_that_it_names(
    now: datetime, zone: ZoneInfo, hour: int
) -> None:
    due = last_due(now=now, zone=zone, hour=hour)
    assert timedelta(0) <= now - due.at < timedelta(hours=49)  # Apia once skipped a day
    assert abs(
        (due.at.astimezone(zone).replace(tzinfo=None) - datetime.combine(due.day, datetime.min.time()))
        - timedelta(hours=hour)
    ) <= timedelta(days=1)


@given(now=MOMENTS, zone=ZONES, hour=HOURS, later=st.timedeltas(timedelta(0), timedelta(days=3)))
def test_days_never_go_back_and_each_day_has_one_moment(
    now: datetime, zone: ZoneInfo, hour: int, later: timedelta
) -> None:
    first, second = last_due(now=now, zone=zone, hour=hour), last_due(now=now + later, zone=zone, hour=hour)
    assert first.at <= second.at
    assert (first.day == second.day) == (first.at == second.at)


@given(zone=ZONES, hour=HOURS, start=MOMENTS, steps=st.integers(24, 24 * 6))
def test_a_sweep_each_hour_meets_every_day_once(
    zone: ZoneInfo, hour: int, start: datetime, steps: int
) -> None:
    days = [last_due(now=start + timedelta(hours=step), zone=zone, hour=hour).day for step in range(steps)]
    met = list(dict.fromkeys(days))
    assert met == sorted(met)
    gaps = {(after - before).days for before, after in pairwise(met)}
    assert gaps <= ({1, 2} if zone.key == "Pacific/Apia" else {1})


@pytest.mark.parametrize(
    ("hour", "start", "end", "quiet"),
    [
        (22, 22, 7, True),
        (6, 22, 7, True),
        (7, 22, 7, False),
        (12, 22, 7, False),
        (13, 12, 14, True),
        (3, 3, 3, False),
    ],
)
def test_quiet_hours_may_go_over_midnight(hour: int, start: int, end: int, quiet: bool) -> None:
    assert is_quiet(hour=hour, start=start, end=end) is quiet


def test_a_mail_of_the_night_waits_for_the_morning() -> None:
    late, early = datetime(2027, 1, 15, 22, 30, tzinfo=UTC), datetime(2027, 1, 16, 5, 0, tzinfo=UTC)
    over = datetime(2027, 1, 16, 6, 0, tzinfo=UTC)
    assert [quiet_until(now=now, zone=BERLIN, start=22, end=7) for now in (late, early, over)] == [
        over,
        over,
        None,
    ]


@given(now=MOMENTS, zone=ZONES, start=HOURS, end=HOURS)
def test_quiet_hours_end_within_a_day_and_outside_of_them(
    now: datetime, zone: ZoneInfo, start: int, end: int
) -> None:
    over = quiet_until(now=now, zone=zone, start=start, end=end)
    if over is None:
        return
    assert timedelta(0) < over - now <= timedelta(hours=49)
    assert (
        quiet_until(now=over + timedelta(hours=1), zone=zone, start=start, end=end) is None
        or (end - start) % 24 >= 22
    )


def test_no_quiet_hours_hold_nothing_back() -> None:
    assert quiet_until(now=datetime(2027, 1, 1, tzinfo=UTC), zone=AUCKLAND, start=None, end=None) is None
