from __future__ import annotations

import pytest

from certificates.credentials.mark_impact import asks_for, mark_impact
from certificates.credentials.services import issue_if_eligible
from courses.api import MarkChange
from courses.progress.impact import impact_of_marks
from tests.factories.certificates import SPEC, earn, planned, version_with_credential

pytestmark = pytest.mark.django_db


def change(enrolment, *, passed, passes, key="m1.quiz"):
    return MarkChange(enrolment.pk, key, passed, passes)


def test_who_loses_the_pass_keeps_the_credential_until_a_person_decides(cast):
    credential = planned(cast.lena)
    found = impact_of_marks([change(credential.enrolment, passed=True, passes=False)])
    (touched,) = found[credential.enrolment_id]
    assert touched.name == "Foundations: Meet and verify"
    assert credential.serial in touched.now
    assert touched.after.startswith("Stays valid. Only a person may suspend or revoke it")
    assert touched.needs_decision


def test_a_better_mark_leaves_the_credential_as_it_is(cast):
    credential = planned(cast.lena)
    (touched,) = mark_impact([change(credential.enrolment, passed=True, passes=True)])[
        credential.enrolment_id
    ]
    assert (touched.after, touched.needs_decision) == (
        "Stays valid. It states the mark of the day of issue.",
        False,
    )


def test_a_pass_that_was_the_last_thing_missing_earns_the_credential(cast):
    enrolment = earn(cast.lena, without="m1.quiz")
    (touched,) = mark_impact([change(enrolment, passed=False, passes=True)])[enrolment.pk]
    assert touched.after == "Earned by this, and issued within minutes"


def test_nothing_is_touched_while_more_is_missing_or_where_nobody_asks_for_the_activity(cast):
    version = version_with_credential()
    enrolment = earn(cast.lena, version, without="s1")
    assert mark_impact([change(enrolment, passed=False, passes=True)]) == {}
    assert mark_impact([change(enrolment, passed=True, passes=False, key="m1.l1")]) == {}


def test_looking_writes_nothing(cast):
    enrolment = earn(cast.lena, without="m1.quiz")
    mark_impact([change(enrolment, passed=False, passes=True)])
    assert issue_if_eligible(enrolment_id=enrolment.pk, slug="foundations") is None


@pytest.mark.parametrize("people", [1, 3])
def test_looking_costs_two_queries_for_those_who_hold_one(cast, people, django_assert_num_queries):
    version = version_with_credential()
    held = [planned(one, version=version) for one in (cast.lena, cast.omar, cast.ines)[:people]]
    changes = [change(one.enrolment, passed=True, passes=False) for one in held]
    mark_impact(changes)
    with django_assert_num_queries(2):
        assert len(mark_impact(changes)) == people


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ({"quiz": "m1"}, True),
        ({"quiz": "m1.quiz"}, True),
        ({"quiz": "m2"}, False),
        ({"activity": "m1.quiz"}, True),
        ({"labs": ["m1.quiz", "s2"]}, True),
        ({"exam": "exam"}, False),
        ({"hours": 3}, False),
    ],
)
def test_a_requirement_names_an_activity_by_key_or_a_quiz_by_its_module(line, asks):
    assert asks_for(SPEC | {"requires": [line]}, "m1.quiz", "m1") is asks
