from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.content.engine.freshness import due_on, facts_by_age


def test_a_month_that_is_too_short_ends_early():
    assert due_on(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert due_on(date(2026, 11, 22), 12) == date(2027, 11, 22)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_a_fact_is_due_about_so_many_months_later(day, months):
    gap = due_on(day, months) - day
    assert timedelta(days=28 * months) <= gap <= timedelta(days=31 * months + 1)


def test_law_grows_old_faster_than_studies():
    spec = {
        "course": {"fresh_for": {"facts_months": 12, "law_months": 6}},
        "evidence": {"facts": {"E1": {"claim": "A study", "checked_on": "2026-11-22"}}},
        "law": {"lines": {"L1": {"text": "A duty", "checked_on": "2026-11-22"}}},
    }
    assert [(one.key, one.says, one.due_on) for one in facts_by_age(spec)] == [
        ("L1", "A duty", date(2027, 5, 22)),
        ("E1", "A study", date(2027, 11, 22)),
    ]
