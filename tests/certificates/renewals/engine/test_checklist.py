"""What a renewal asks for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from certificates.renewals.engine.checklist import (
    Change,
    Facts,
    Rule,
    changed_keys,
    changed_lines,
    checklist,
)

NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


def facts(**more):
    return Facts(
        **{
            "now": NOW,
            "valid_until": NOW + dt.timedelta(days=30),
            "changes": (),
            "has_run": True,
            "hours": {"hands-on": Decimal(8), "law": Decimal(4)},
            "sheet_held": "eu-2026.2",
            "sheet_now": "eu-2026.2",
        }
        | more
    )


def missing(**more):
    return [item.code for item in checklist(facts(**more), Rule()) if not item.is_met]


def test_who_has_done_all_is_through():
    assert missing() == []


def test_each_gap_is_named_by_its_own_line():
    assert missing(valid_until=NOW + dt.timedelta(days=91)) == ["window"]
    assert missing(valid_until=NOW - dt.timedelta(days=91)) == ["window"]
    assert missing(valid_until=NOW - dt.timedelta(days=89)) == []
    assert missing(has_run=False) == ["run"]
    assert missing(sheet_held="eu-2025.1") == ["law-sheet"]
    assert missing(changes=(Change("m1.l1", "Lesson", False), Change("m1.l2", "Lesson", True))) == ["change"]
    assert missing(hours={"other": Decimal(12)}) == ["hands-on", "law-hours"]


def test_a_credential_without_lab_or_law_has_no_such_line():
    codes = [item.code for item in checklist(facts(has_run=None, sheet_now=""), Rule())]
    assert codes == ["window", "hours", "hands-on", "law-hours"]


def test_a_credential_may_ask_for_other_hours():
    assert Rule.of({"renewal": {"hours": 3, "law": 0}}) == Rule(Decimal(3), Decimal(4), Decimal(0))


hours = st.dictionaries(
    st.sampled_from(["hands-on", "law", "other"]), st.decimals(0, 40, places=1), max_size=3
)


@given(hours, st.sampled_from(["hands-on", "law", "other"]), st.decimals("0.5", 40, places=1))
def test_more_hours_never_take_a_line_away(known, kind, more):
    before = {item.code for item in checklist(facts(hours=known), Rule()) if item.is_met}
    grown = known | {kind: known.get(kind, Decimal(0)) + more}
    assert before <= {item.code for item in checklist(facts(hours=grown), Rule()) if item.is_met}


digests = st.dictionaries(st.sampled_from("abcde"), st.sampled_from(["1", "2"]))


@given(digests, digests)
def test_only_what_is_new_or_different_is_asked_for_again(before, after):
    assert changed_keys(before, after, list(after)) == [key for key in after if before.get(key) != after[key]]
    assert changed_keys(after, after, list(after)) == []


def test_a_line_of_law_that_was_only_looked_at_again_is_not_new():
    old = {"L1": {"title": "A", "text": "x", "checked_on": "2026-01-01"}}
    assert changed_lines(old, {"L1": {"title": "A", "text": "x", "checked_on": "2026-11-01"}}) == []
    assert changed_lines(old, {"L1": {"title": "A", "text": "y"}, "L2": {}}) == ["L1", "L2"]
