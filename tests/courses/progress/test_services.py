from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from courses.api import completion_facts, course_completed
from courses.catalogue.models import FrozenRowError
from courses.models import Completion, Mark
from courses.progress.services import mark_done, note_started, rebuild_standing, record_result
from tests.factories.courses import enrol_directly, give_mark, make_version

pytestmark = pytest.mark.django_db

FOUNDATIONS = {
    "requires": [
        {"lessons_read": ["m1"]},
        {"quiz": "m1", "at_least": 0.70},
        {"lab": "s1", "mode": "assessed", "result": "pass"},
    ]
}


@pytest.fixture
def lena(db):
    return User.objects.create_user("lena@example.org", name="Lena")


@pytest.fixture
def heard():
    """What `course_completed` said, in order."""
    said = []

    def hear(sender, **kwargs):
        said.append((kwargs["enrolment_id"], kwargs["achievement"]))

    course_completed.connect(hear)
    yield said
    course_completed.disconnect(hear)


def read_all(enrolment):
    for activity in enrolment.version.activities.filter(kind="lesson"):
        mark_done(enrolment=enrolment, activity=activity)


def test_the_same_key_gives_the_same_mark_and_changes_nothing(lena):
    enrolment = enrol_directly(lena)
    first = give_mark(enrolment, "m1.quiz", key="quiz:1", points=Decimal(9))
    again = give_mark(enrolment, "m1.quiz", key="quiz:1", points=Decimal(2))
    assert (again.pk, again.points, Mark.objects.count()) == (first.pk, Decimal(9), 1)


def test_a_mark_is_never_changed_nor_deleted(lena):
    mark = give_mark(enrol_directly(lena), "m1.quiz")
    for act in (mark.save, mark.delete, Mark.objects.all().delete, lambda: Mark.objects.update(points=1)):
        with pytest.raises(FrozenRowError):
            act()


def test_completion_is_announced_once_on_commit(lena, heard, django_capture_on_commit_callbacks):
    version = make_version(spec={"credentials": {"foundations": FOUNDATIONS}})
    enrolment = enrol_directly(lena, version)
    read_all(enrolment)
    give_mark(enrolment, "m1.quiz")
    with django_capture_on_commit_callbacks(execute=True):
        give_mark(enrolment, "s1")
    with django_capture_on_commit_callbacks(execute=True):
        give_mark(enrolment, "s1")
    assert heard == [(enrolment.pk, "course"), (enrolment.pk, "foundations")]
    assert Completion.objects.filter(announced_at=None).count() == 0


def test_a_guided_lab_does_not_count(lena):
    enrolment = enrol_directly(lena)
    read_all(enrolment)
    give_mark(enrolment, "m1.quiz")
    give_mark(enrolment, "s1", detail={"mode": "guided"})
    facts = completion_facts(enrolment, FOUNDATIONS)
    assert [(fact.code, fact.is_met) for fact in facts] == [
        ("lessons:m1", True),
        ("quiz:m1", True),
        ("lab:s1", False),
    ]
    assert Completion.objects.count() == 0


def test_an_override_replaces_a_mark_and_needs_a_reason(lena):
    enrolment = enrol_directly(lena)
    wrong = give_mark(enrolment, "m1.quiz", points=Decimal(9))
    with pytest.raises(ValidationError):
        give_mark(enrolment, "m1.quiz", points=Decimal(3), passed=False, replaces=wrong)
    give_mark(enrolment, "m1.quiz", points=Decimal(3), passed=False, replaces=wrong, reason="A wrong key")
    facts = completion_facts(enrolment, {"requires": [{"quiz": "m1", "at_least": 0.7}]})
    assert [(fact.is_met, fact.detail["best"]) for fact in facts] == [(False, "30")]


def test_an_activity_of_another_version_is_refused(lena):
    enrolment = enrol_directly(lena)
    other = make_version().activities.get(key="m1.quiz")
    with pytest.raises(ValidationError):
        record_result(
            enrolment=enrolment,
            activity=other,
            key="k",
            points=Decimal(1),
            possible=Decimal(1),
            passed=True,
            outcome="graded",
            detail={},
            actor=None,
        )
    assert Mark.objects.count() == 0


def test_the_standing_is_what_the_ledger_adds_up_to(lena):
    enrolment = enrol_directly(lena)
    note_started(enrolment=enrolment, activity=enrolment.version.activities.get(key="s1"))
    read_all(enrolment)
    give_mark(enrolment, "m1.quiz", passed=False, points=Decimal(3))
    before = enrolment.standing.states
    after = rebuild_standing(enrolment=enrolment).states
    assert after == before
    assert {key: state["s"] for key, state in after.items()} == {
        "m1.l1": "done",
        "m1.l2": "done",
        "m1.quiz": "failed",
        "s1": "started",
    }
