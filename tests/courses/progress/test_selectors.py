import random
from decimal import Decimal

import pytest

from courses.catalogue.selectors import compiled_version, forget_compiled
from courses.models import Mark
from courses.progress.engine.completion import Earned, state_of
from courses.progress.goals import goal_of, next_activity
from courses.progress.selectors import credential_lines, earned_by, states_in, steps_of
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


DETAILS = [
    {},
    {"mode": "open", "items": [["q1", "1", "right"]]},
    {"mode": "guided", "scored_by": "rule", "red_lines": []},
    {"mode": "assessed", "scored_by": "rule", "red_lines": ["hands-over"]},
    {"mode": "assessed", "scored_by": "person", "red_lines": ["hands-over"]},
    {"mode": "ticketed", "adjusted": True},
    {"mode": "ticketed", "adjusted": False},
]


@pytest.mark.parametrize("rule", ["", "assessed", "best", "first", "last", "mean"])
def test_marks_added_up_by_the_database_say_what_the_ledger_says_row_by_row(cast, rule):
    enrolment = enrol_directly(cast.lena, make_version(steps=[("quiz", "q", "m1", {"counts": rule})]))
    activity = enrolment.version.activities.get()
    rng = random.Random(rule)
    Mark.objects.bulk_create(
        Mark(
            enrolment=enrolment,
            activity=activity,
            version=enrolment.version,
            key=f"a{n}",
            points=Decimal(points),
            possible=Decimal(3),
            passed=rng.choice([points >= 2, points >= 2, None]),
            outcome="graded",
            detail=rng.choice(DETAILS),
        )
        for n, points in enumerate(rng.choices(range(4), k=90))
    )
    Mark.objects.create(
        enrolment=enrolment,
        activity=activity,
        version=enrolment.version,
        key="regraded",
        points=1,
        possible=3,
        passed=False,
        outcome="regraded",
        detail={},
        reason="corrected",
        replaces=Mark.objects.get(key="a40"),
    )
    one_by_one = [
        Earned(
            "q",
            mark.points,
            mark.possible,
            mark.passed,
            mark.detail.get("mode", ""),
            mark.detail.get("adjusted") is True,
            mark.detail.get("scored_by") == "person",
            bool(mark.detail.get("red_lines")),
        )
        for mark in Mark.objects.exclude(key="a40").order_by("pk")
    ]
    (step,) = steps_of(compiled_version(enrolment.version_id))
    found = earned_by(enrolment)
    for count in (found, [mark for mark in found if not mark.is_adjusted]):
        kept = one_by_one if count is found else [mark for mark in one_by_one if not mark.is_adjusted]
        assert state_of(step, count) == state_of(step, kept)
    assert sum(mark.times for mark in found) == 90
    assert len(found) < 90
