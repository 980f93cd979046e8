"""The gate: who may deliver, and who stands behind certificates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.programme.engine.gate import (
    Facts,
    Gap,
    Instructor,
    Lifter,
    Need,
    Purpose,
    Standing,
    Term,
    gate,
)

DAY = date(2027, 3, 1)
GOOD = Standing((Term(DAY - timedelta(days=10), DAY + timedelta(days=10)),))
INES = Instructor("Ines", GOOD)


def facts(**fields) -> Facts:
    return Facts(
        **{"day": DAY, "partner_state": "active", "authorisation": GOOD, "instructors": (INES,)} | fields
    )


def found(known: Facts, purpose: Purpose) -> list[tuple[Need, Gap]]:
    return [(block.need, block.gap) for block in gate(known, purpose)]


@pytest.mark.parametrize("purpose", Purpose)
def test_nothing_stands_in_the_way_of_an_entitled_partner(purpose):
    assert gate(facts(), purpose) == ()


@pytest.mark.parametrize(
    ("state", "gap", "lifters"),
    [
        ("applied", Gap.NOT_YET, (Lifter.OWNER, Lifter.PROGRAMME)),
        ("in-review", Gap.WAITING, (Lifter.PROGRAMME,)),
        ("approved", Gap.NOT_YET, (Lifter.OWNER,)),
        ("suspended", Gap.HELD, (Lifter.PROGRAMME,)),
        ("refused", Gap.NONE, (Lifter.PROGRAMME,)),
        ("ended", Gap.OVER, (Lifter.PROGRAMME,)),
        ("never heard of", Gap.NONE, (Lifter.PROGRAMME,)),
    ],
)
def test_a_partner_that_is_not_active_is_named_with_who_can_change_it(state, gap, lifters):
    for purpose in Purpose:
        (block,) = gate(facts(partner_state=state), purpose)
        assert (block.need, block.gap, block.lifters) == (Need.PARTNER, gap, lifters)


def test_what_was_taught_under_an_agreement_is_honoured_after_its_end_and_nothing_new_begins():
    ended = facts(partner_state="ended", agreements=(Term(DAY, DAY),))
    assert found(ended, Purpose.ISSUE) == []
    assert found(ended, Purpose.OPEN) == [(Need.PARTNER, Gap.OVER)]
    later = facts(partner_state="ended", agreements=(Term(DAY + timedelta(days=1), DAY + timedelta(days=9)),))
    assert found(later, Purpose.ISSUE) == [(Need.PARTNER, Gap.OVER)]


def test_who_opens_a_cohort_needs_everybody_accredited_and_who_issues_needs_one():
    held = Instructor("Omar", Standing((Term(DAY, DAY, is_held=True),)))
    assert found(facts(instructors=(INES, held)), Purpose.OPEN) == [(Need.ACCREDITATION, Gap.HELD)]
    assert found(facts(instructors=(INES, held)), Purpose.ISSUE) == []
    assert found(facts(instructors=(held,)), Purpose.ISSUE) == [(Need.ACCREDITATION, Gap.HELD)]
    for purpose in Purpose:
        assert found(facts(instructors=()), purpose) == [(Need.INSTRUCTOR, Gap.NONE)]


def test_a_reviewer_alone_does_not_open_a_cohort():
    reviewer = Instructor("Rea", Standing(), is_teaching=False)
    assert found(facts(instructors=(reviewer,)), Purpose.OPEN) == [(Need.INSTRUCTOR, Gap.NONE)]
    assert found(facts(instructors=(reviewer, INES)), Purpose.OPEN) == []


terms = st.builds(
    lambda start, length, held: Term(DAY + timedelta(days=start), DAY + timedelta(days=start + length), held),
    st.integers(-60, 60),
    st.integers(0, 60),
    st.booleans(),
)
standings = st.builds(Standing, st.lists(terms, max_size=4).map(tuple), st.booleans())


@given(standings, st.integers(-80, 80))
def test_a_right_holds_exactly_on_the_days_of_its_terms(standing, offset):
    day = DAY + timedelta(days=offset)
    is_covered = any(t.starts_on <= day <= t.until and not t.is_held for t in standing.terms)
    gap = standing.gap_on(day)
    assert (gap is None) == is_covered
    if gap is not None and gap[0] in {Gap.LATER, Gap.OVER}:
        assert gap[1] is not None
        assert (gap[1] > day) == (gap[0] is Gap.LATER)


states = st.sampled_from(["applied", "in-review", "approved", "active", "suspended", "refused", "ended"])
people = st.lists(st.builds(Instructor, st.just("Somebody"), standings, st.booleans()), max_size=3).map(tuple)
all_facts = st.builds(Facts, st.just(DAY), states, standings, people, st.lists(terms, max_size=2).map(tuple))


@given(all_facts, st.sampled_from(Purpose))
def test_every_block_says_who_can_lift_it_and_an_active_partner_is_never_its_own_block(known, purpose):
    blocks = gate(known, purpose)
    assert all(block.lifters for block in blocks)
    if known.partner_state == "active":
        assert all(block.need is not Need.PARTNER for block in blocks)
    if not blocks and purpose is Purpose.OPEN:
        assert known.partner_state == "active"
        assert any(one.is_teaching for one in known.instructors)


@given(all_facts)
def test_issuing_for_an_active_partner_is_never_stricter_than_opening(known):
    if not gate(known, Purpose.OPEN):
        assert gate(known, Purpose.ISSUE) == ()
