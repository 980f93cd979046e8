"""A learner takes the readiness check: two forms, half begin with each, every answer kept, nothing in the marks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from courses.diagnostics.models import DiagnosticAnswer, DiagnosticSitting
from courses.diagnostics.selectors.profiles import sitting_profile
from courses.diagnostics.selectors.sittings import given_in
from courses.diagnostics.services import (
    StartRefused,
    answer_sitting,
    erase_sitting,
    finish_sitting,
    pass_over,
    start_sitting,
)
from courses.models import Mark, Standing
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_cohort
from tests.factories.diagnostics import check_of, make_check, sit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def letters(version, people, **fields):
    return [
        start_sitting(check=check_of(one, version, **fields), actor=one).activity.key[-1] for one in people
    ]


def test_half_of_a_group_begins_with_each_form(cast):
    version = make_check()
    cohort = make_cohort(cast.north, version)
    begun = letters(version, UserFactory.create_batch(8), cohort=cohort)
    assert sorted(begun) == ["a"] * 4 + ["b"] * 4
    assert sorted(letters(version, UserFactory.create_batch(2))) == ["a", "b"]


def test_the_second_sitting_has_the_other_form_and_opens_after_four_weeks(cast):
    check = check_of(cast.lena, make_check())
    first = sit(check, now=NOW)
    with pytest.raises(StartRefused):
        start_sitting(check=check, actor=cast.lena, now=NOW + timedelta(days=27))
    second = start_sitting(check=check, actor=cast.lena, now=NOW + timedelta(days=29))
    assert {first.activity_id, second.activity_id} == {form.pk for form in check.forms}
    assert (first.number, second.number) == (1, 2)


def test_there_is_no_third_sitting(cast):
    check = check_of(cast.lena, make_check())
    sit(check, now=NOW)
    sit(check, now=NOW + timedelta(days=30))
    with pytest.raises(StartRefused):
        start_sitting(check=check, actor=cast.lena, now=NOW + timedelta(days=90))


def test_starting_again_goes_on_where_the_learner_was(cast):
    check = check_of(cast.lena, make_check())
    first = start_sitting(check=check, actor=cast.lena)
    answer_sitting(sitting=first, number=1, option=1, sure=70)
    again = start_sitting(check=check, actor=cast.lena)
    assert (again.pk, again.reached) == (first.pk, 2)


def test_a_later_answer_replaces_the_earlier_one(cast):
    sitting = start_sitting(check=check_of(cast.lena, make_check()), actor=cast.lena)
    for option in (1, 3):
        answer_sitting(sitting=sitting, number=1, option=option, sure=60)
    assert list(DiagnosticAnswer.objects.values_list("option", "sure")) == [(3, 60)]


@pytest.mark.parametrize(("number", "option", "sure"), [(1, 5, 80), (1, 0, 80), (1, 2, 77), (2, 2, 80)])
def test_what_was_never_offered_is_refused(cast, number, option, sure):
    sitting = start_sitting(check=check_of(cast.lena, make_check()), actor=cast.lena)
    with pytest.raises(ValidationError):
        answer_sitting(sitting=sitting, number=number, option=option, sure=sure)
    assert DiagnosticAnswer.objects.count() == 0


def test_after_handing_in_answers_stay(cast):
    sitting = start_sitting(check=check_of(cast.lena, make_check()), actor=cast.lena)
    answer_sitting(sitting=sitting, number=1, option=1, sure=80)
    done = finish_sitting(sitting=sitting)
    with pytest.raises(ValidationError):
        answer_sitting(sitting=sitting, number=1, option=2, sure=80)
    assert finish_sitting(sitting=sitting).finished_at == done.finished_at
    assert DiagnosticAnswer.objects.get().option == 1


def test_what_was_passed_over_counts_as_seen(cast):
    sitting = start_sitting(check=check_of(cast.lena, make_check()), actor=cast.lena)
    sitting = answer_sitting(sitting=sitting, number=1, option=2, sure=80)
    sitting = finish_sitting(sitting=pass_over(sitting=sitting, number=2))
    assert sitting_profile(sitting, given_in(sitting)).total.count == 3


def test_the_check_leaves_nothing_in_marks_and_standings(cast):
    check = check_of(cast.lena, make_check())
    sit(check)
    assert (Mark.objects.count(), Standing.objects.count()) == (0, 0)


def test_a_learner_erases_the_newest_result_first(cast):
    check = check_of(cast.lena, make_check())
    first, second = sit(check, now=NOW), sit(check, now=NOW + timedelta(days=30))
    with pytest.raises(ValidationError):
        erase_sitting(sitting=first)
    erase_sitting(sitting=second)
    erase_sitting(sitting=first)
    assert (DiagnosticSitting.objects.count(), DiagnosticAnswer.objects.count()) == (0, 0)


def test_the_database_refuses_a_second_first_sitting(cast):
    check = check_of(cast.lena, make_check())
    first = start_sitting(check=check, actor=cast.lena)
    other = next(form for form in check.forms if form.pk != first.activity_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        DiagnosticSitting.objects.create(
            learner=cast.lena, enrolment=check.enrolment, activity=other, number=1
        )
