from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.enrolments.access import is_open_at
from courses.enrolments.services import end_enrolment, enrol_openly, set_own_dates
from courses.models import Enrolment
from tests.factories.courses import enrol_directly, make_course, make_version

pytestmark = pytest.mark.django_db


def test_starting_twice_goes_on_with_the_first(cast):
    course = make_version().course
    first = enrol_openly(user=cast.lena, course=course)
    make_version(course)
    assert enrol_openly(user=cast.lena, course=course) == first
    assert Enrolment.objects.count() == 1


def test_a_course_without_version_or_by_invitation_only_cannot_be_started(cast):
    hidden = make_version(make_course(is_open=False)).course
    for course in (make_course(), hidden):
        with pytest.raises(ValidationError):
            enrol_openly(user=cast.lena, course=course)


def test_who_ended_a_course_may_start_again(cast):
    course = make_version().course
    first = end_enrolment(
        enrolment=enrol_openly(user=cast.lena, course=course), reason="left", actor=cast.lena
    )
    assert enrol_openly(user=cast.lena, course=course) != first


def test_the_database_refuses_a_second_open_enrolment(cast):
    enrolment = enrol_directly(cast.lena)
    with pytest.raises(IntegrityError), transaction.atomic():
        enrol_directly(cast.lena, enrolment.version)


def test_the_database_refuses_dates_that_run_backwards(cast):
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        enrol_directly(cast.lena, opens_at=now, closes_at=now)


def test_own_dates_open_and_close_a_course(cast):
    enrolment = enrol_directly(cast.lena)
    now = timezone.now()
    moved = set_own_dates(
        enrolment=enrolment, opens_at=now, closes_at=now + timedelta(days=1), actor=cast.sam
    )
    assert [is_open_at(moved, now + timedelta(hours=h)) for h in (-1, 0, 23, 24)] == [
        False,
        True,
        True,
        False,
    ]
