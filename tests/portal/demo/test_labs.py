"""The demo's labs have something on each of their pages: misses, a retry, a pause that is over, a model, advice and a review."""

from dataclasses import replace

import pytest
from django.core.management import call_command

from accounts.api import User
from courses.api import forget_compiled
from labs.models import JudgeProposal, LabSession, LabSwitch, ModelEndpoint, Review, ReviewRequest
from labs.reviews.misses import misses_by_version
from portal.demo import labs, players, world
from portal.demo.seed import seed_world

pytestmark = pytest.mark.django_db(transaction=True)

RUNNING = world.KESTREL.cohorts[0].learners
PEOPLE = RUNNING[5:7]
KESTREL = replace(
    world.KESTREL,
    candidates=(),
    has_design=False,
    cohorts=(replace(world.KESTREL.cohorts[0], learners=PEOPLE, nudged=(), is_asked_for=False),),
)


@pytest.fixture
def lived(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    forget_compiled()
    players.path_to_foundations.cache_clear()
    call_command("import_course", str(settings.CONTENT_DIR / "courses" / "waico"), verbosity=0)
    seed_world(lambda *_: None, people_of=world.World((KESTREL,), ()))


def rows():
    return [model.objects.count() for model in (JudgeProposal, LabSession, LabSwitch, ModelEndpoint, Review)]


def test_every_page_of_labs_has_something_to_show_and_a_second_run_adds_nothing(lived):
    assert LabSwitch.objects.get().lifted_at is not None
    endpoint = ModelEndpoint.objects.get()
    assert (endpoint.is_on, endpoint.probe) == (False, {})
    assert LabSession.objects.exclude(forked_from=None).get().learner.name == RUNNING[6].person.name
    # A run drawn as a sample may wait for its own proposals; which runs are drawn differs from world to world.
    answered = JudgeProposal.objects.exclude(answered_at=None)
    assert {one.state for one in answered} == {"kept", "invented_quote"}
    assert Review.objects.get().evaluation.session.learner.name == RUNNING[6].person.name
    waiting = ReviewRequest.objects.filter(closed_by=None)
    assert RUNNING[5].person.name in {one.evaluation.session.learner.name for one in waiting}
    before = rows()
    seed_world(lambda *_: None, people_of=world.World((KESTREL,), ()))
    assert rows() == before


def test_odd_questions_of_enough_people_are_shown_as_misses(lived):
    people = [one.person for one in PEOPLE]
    for person in people:
        labs.ask_oddly(person)
    assert User.objects.filter(email=people[0].address).exists()
    version = next(one for one in misses_by_version() if one.slug == "s1")
    assert sum(scene.missed for scene in version.scenes) >= 2 * len(people)
