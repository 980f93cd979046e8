from decimal import Decimal

import pytest

from courses.catalogue.selectors import compiled_version, forget_compiled
from courses.progress.goals import goal_of, next_activity
from courses.progress.selectors import credential_lines, states_in
from courses.progress.services import note_place, note_started
from tests.factories.courses import enrol_directly, give_mark, make_version

pytestmark = pytest.mark.django_db
CREDENTIALS = {"credentials": {"first": {"requires": [{"quiz": "m1", "at_least": 0.7}]}}}


@pytest.fixture(autouse=True)
def fresh_store():
    forget_compiled()


def keys_next(enrolment) -> str | None:
    compiled = compiled_version(enrolment.version_id)
    enrolment.standing.refresh_from_db()
    found = next_activity(compiled, enrolment.standing)
    return found.key if found else None


def test_a_learner_who_has_not_begun_starts_with_the_first_step(cast):
    compiled = compiled_version(make_version().pk)
    assert next_activity(compiled, None).key == "m1.l1"
    assert states_in(None) == {}


def test_a_learner_goes_on_where_they_stopped_and_then_with_what_is_open(cast):
    version = make_version()
    enrolment = enrol_directly(cast.lena, version)
    steps = compiled_version(version.pk).by_key
    note_started(enrolment=enrolment, activity=steps["m1.l1"])
    note_place(enrolment=enrolment, activity=steps["m1.l2"])
    assert keys_next(enrolment) == "m1.l2"
    give_mark(enrolment, "m1.l2", points=0, possible=0, passed=None)
    assert keys_next(enrolment) == "m1.l1"


def test_a_learner_who_is_done_has_no_next_step_and_sees_the_credential_line_met(cast):
    version = make_version(spec=CREDENTIALS)
    enrolment = enrol_directly(cast.lena, version)
    for key in ("m1.l1", "m1.l2"):
        give_mark(enrolment, key, points=0, possible=0, passed=None)
    give_mark(enrolment, "m1.quiz", points=8, possible=10, passed=True)
    give_mark(enrolment, "s1", points=9, possible=10, passed=True)
    assert keys_next(enrolment) is None
    lines = credential_lines(compiled_version(version.pk), enrolment.standing)
    assert [(line.code, line.is_met) for line in lines["first"]] == [("quiz:m1", True)]
    assert states_in(enrolment.standing)["m1.quiz"].points == Decimal(8)


def test_the_way_to_the_first_credential_comes_before_the_rest_of_the_course(cast):
    steps = [("quiz", f"m{n}.quiz", f"m{n}", {}) for n in (1, 2, 3)]
    wanted = {"credentials": {"first": {"requires": [{"quiz": "m1"}, {"quiz": "m3", "at_least": 0.7}]}}}
    version = make_version(steps=steps, spec=wanted)
    enrolment = enrol_directly(cast.lena, version)
    compiled = compiled_version(version.pk)
    assert [activity.key for activity in goal_of(compiled, None).path] == ["m1.quiz", "m3.quiz"]
    give_mark(enrolment, "m1.quiz")
    assert keys_next(enrolment) == "m3.quiz"
    give_mark(enrolment, "m3.quiz")
    assert keys_next(enrolment) == "m2.quiz"
    assert goal_of(compiled, enrolment.standing).credential == ""
