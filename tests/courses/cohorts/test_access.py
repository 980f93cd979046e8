import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.api import Capability
from courses.cohorts.access import cohorts_for, get_cohort_for
from tests.factories.courses import make_cohort

pytestmark = pytest.mark.django_db


def test_an_instructor_sees_the_cohorts_they_teach_and_no_other(cast):
    taught = make_cohort(cast.north, instructors=[cast.ines])
    other = make_cohort(cast.north)
    make_cohort(cast.south)
    assert list(cohorts_for(cast.ines)) == [taught]
    assert set(cohorts_for(cast.paula)) == {taught, other}
    with pytest.raises(Http404):
        get_cohort_for(cast.ines, other.public_id)


def test_a_cohort_does_not_exist_for_strangers(cast):
    cohort = make_cohort(cast.north, instructors=[cast.ines])
    for stranger in (cast.lena, cast.rui):
        with pytest.raises(Http404):
            get_cohort_for(stranger, cohort.public_id)
    assert get_cohort_for(cast.sam, cohort.public_id) == cohort


def test_who_may_look_but_not_change_is_told_so(cast):
    cohort = make_cohort(cast.north, instructors=[cast.ines])
    with pytest.raises(PermissionDenied):
        get_cohort_for(cast.ines, cohort.public_id, Capability.MANAGE_COHORTS)
