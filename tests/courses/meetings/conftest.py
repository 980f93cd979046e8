import pytest

from courses.models import Cohort, Enrolment
from tests.factories.courses import enrol_directly, make_cohort, make_version

STEPS = [("lesson", "m1.l1", "m1", {}), ("quiz", "m1.quiz", "m1", {})]


@pytest.fixture
def cohort(cast) -> Cohort:
    """Ines teaches it for North, in Amsterdam."""
    return make_cohort(cast.north, make_version(steps=STEPS), instructors=[cast.ines])


@pytest.fixture
def lena(cast, cohort) -> Enrolment:
    return enrol_directly(cast.lena, cohort.version, cohort=cohort)
