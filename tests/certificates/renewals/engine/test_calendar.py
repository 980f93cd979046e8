"""Steps before an end."""

import datetime as dt

import pytest

from certificates.renewals.engine.calendar import is_open, step_due

END = dt.datetime(2028, 3, 12, 23, 59, 59, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("days", "step"),
    [(91, None), (90, 90), (61, 90), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)],
)
def test_the_smallest_step_that_is_reached_counts(days, step):
    assert step_due(END, END - dt.timedelta(days=days)) == step


@pytest.mark.parametrize(("days", "open_"), [(91, False), (90, True), (0, True), (-90, True), (-91, False)])
def test_the_short_way_is_open_around_the_end(days, open_):
    assert is_open(END, END - dt.timedelta(days=days)) is open_
