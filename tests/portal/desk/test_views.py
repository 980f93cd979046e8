from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.api import Role, add_member
from courses.api import Source, enrol_in_cohort, forget_compiled, open_cohort
from courses.models import Accreditation
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.courses import entitle, give_mark, make_cohort, make_version
from tests.factories.meetings import make_meeting

pytestmark = pytest.mark.django_db
STEPS = [("quiz", "m1.quiz", "m1", {}), ("quiz", "m2.quiz", "m2", {})]


@pytest.fixture(autouse=True)
def fresh_store():
    forget_compiled()


@pytest.fixture
def running(cast):
    now = timezone.now()
    version = make_version(steps=STEPS)
    entitle(cast.north, version, cast.ines)
    return make_cohort(
        cast.north,
        version,
        instructors=[cast.ines],
        opens_at=now - timedelta(days=10),
        closes_at=now + timedelta(days=10),
        seats=20,
    )


def join(cohort, user):
    open_cohort(cohort=cohort, actor=None)
    return enrol_in_cohort(cohort=cohort, user=user, source=Source.STAFF, actor=None)


def test_somebody_without_a_desk_finds_none(client, cast):
    client.force_login(cast.lena)
    assert client.get("/desk/").status_code == 404


def test_a_learner_who_failed_twice_stands_on_the_desk_with_the_rule_and_one_on_track_does_not(
    client, cast, running
):
    enrolment = join(running, cast.lena)
    for _ in range(2):
        give_mark(enrolment, "m1.quiz", points=2, possible=10, passed=False)
    give_mark(join(running, cast.omar), "m1.quiz")
    client.force_login(cast.ines)
    page = client.get("/desk/").context["page"]
    assert [(one.name, one.rule) for one in page.people] == [(cast.lena.name, "failed_twice")]
    assert page.on_track == 1
    assert client.get("/desk/", {"rule": "quiet"}).context["page"].shown == ()
    assert len(client.get("/desk/", {"rule": "nonsense\x00"}).context["page"].shown) == 1


def test_an_instructor_of_another_partner_sees_none_of_it(client, cast, running):
    join(running, cast.lena)
    client.force_login(cast.rui)
    page = client.get("/desk/").context["page"]
    assert (page.people, page.cohorts, page.on_track) == ((), (), 0)


@pytest.mark.parametrize("learners", [1, 3])
def test_the_desk_costs_the_same_queries_for_one_and_three_learners(
    client, cast, running, learners, django_assert_num_queries
):
    for _ in range(learners):
        join(running, UserFactory())
    client.force_login(cast.ines)
    client.get("/desk/")
    with django_assert_num_queries(7):
        client.get("/desk/")


def test_a_new_member_without_cohorts_is_told_how_to_get_one(client, cast):
    newcomer = UserFactory()
    add_member(partner=cast.north, user=newcomer, role=Role.INSTRUCTOR, actor=None)
    client.force_login(newcomer)
    assert "You have no running cohort" in client.get("/desk/").content.decode()


def test_the_desk_shows_the_meetings_of_the_day(client, cast, running):
    make_meeting(running, title="Question hour", starts_in=0)
    make_meeting(running, title="Next week", starts_in=170)
    client.force_login(cast.ines)
    assert [one.line.title for one in client.get("/desk/").context["page"].meetings] == ["Question hour"]
    client.force_login(cast.rui)
    assert client.get("/desk/").context["page"].meetings == ()


def test_an_owner_without_a_cohort_is_led_to_the_partner_and_to_a_new_cohort(client, cast):
    client.force_login(cast.paula)
    text = client.get("/desk/").content.decode()
    assert 'href="/partners/north/"' in text
    assert 'href="/cohorts/new/"' in text
    assert "adds you" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_says_who_teaches_without_accreditation_at_one_more_query(
    client, cast, running, count, django_assert_num_queries
):
    join(running, cast.lena)
    for _ in range(count - 1):
        post = MembershipFactory(partner=cast.north)
        running.instructors.through.objects.create(cohort=running, user=post.user)
    Accreditation.objects.filter(user=cast.ines).update(state="suspended")
    client.force_login(cast.ines)
    client.get("/desk/")
    with django_assert_num_queries(8):
        page = client.get("/desk/")
    assert f"{cast.ines.name} teaches here and is not accredited today." in page.content.decode()
    assert len(page.context["page"].cohorts[0].unfit) == count
