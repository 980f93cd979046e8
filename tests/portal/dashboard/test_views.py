import pytest
from django.urls import reverse

from courses.api import forget_compiled
from tests.factories.courses import enrol_directly, give_mark, make_cohort, make_version
from tests.factories.meetings import make_meeting

pytestmark = pytest.mark.django_db
URL = "/learn/"
STEPS = [("quiz", "m1.quiz", "m1", {}), ("quiz", "m2.quiz", "m2", {})]
CREDENTIALS = {
    "credentials": {"first": {"name": {"en": "First steps"}, "requires": [{"quiz": "m1", "at_least": 0.7}]}}
}


@pytest.fixture(autouse=True)
def fresh_store():
    forget_compiled()


def test_somebody_signed_out_is_asked_to_sign_in_and_comes_back(client):
    assert client.get(URL).headers["Location"] == f"{reverse('account_login')}?next={URL}"


def test_a_person_without_a_course_is_told_what_will_stand_here(client, cast):
    client.force_login(cast.lena)
    page = client.get(URL)
    assert (page.status_code, page.context["page"].current) == (200, None)
    assert "/catalogue/" in page.content.decode()


@pytest.mark.parametrize("courses", [1, 3])
def test_the_dashboard_costs_two_queries_however_many_courses_one_takes(
    client, cast, courses, django_assert_num_queries
):
    for _ in range(courses):
        enrolment = enrol_directly(cast.lena, make_version(steps=STEPS))
        give_mark(enrolment, "m1.quiz")
    client.force_login(cast.lena)
    client.get(URL)
    with django_assert_num_queries(2):
        page = client.get(URL).context["page"]
    assert (page.current.done, page.current.required, len(page.others)) == (1, 2, courses - 1)
    assert page.current.next_step.title == "quiz m2.quiz"


def test_a_finished_course_points_to_the_credentials_and_shows_each_line_met(client, cast):
    version = make_version(spec=CREDENTIALS, steps=[("quiz", "m1.quiz", "m1", {})])
    give_mark(enrol_directly(cast.lena, version), "m1.quiz")
    client.force_login(cast.lena)
    page = client.get(URL)
    assert page.context["page"].current.is_complete
    assert [
        (name, [line.is_met for line in lines]) for name, lines in page.context["page"].current.paths
    ] == [("First steps", [True])]
    assert 'href="/credentials/"' in page.content.decode()


def test_nobody_sees_another_persons_courses(client, cast):
    enrol_directly(cast.omar, make_version())
    client.force_login(cast.lena)
    assert client.get(URL).context["page"].current is None


def test_a_learner_of_a_cohort_sees_the_next_meeting_and_joins_it_when_the_doors_open(client, cast):
    cohort = make_cohort(cast.north, make_version(steps=STEPS))
    enrol_directly(cast.lena, cohort.version, cohort=cohort)
    make_meeting(cohort, title="Later", starts_in=30)
    client.force_login(cast.lena)
    page = client.get(URL).content.decode()
    assert ("Later" in page, "https://call.example/room" in page) == (True, False)
    make_meeting(cohort, title="Now", starts_in=0.1)
    page = client.get(URL).content.decode()
    assert ("Now" in page, "Later" in page, "https://call.example/room" in page) == (True, False, True)


def test_the_next_meeting_costs_one_query_more(client, cast, django_assert_num_queries):
    cohort = make_cohort(cast.north, make_version(steps=STEPS))
    enrol_directly(cast.lena, cohort.version, cohort=cohort)
    make_meeting(cohort)
    client.force_login(cast.lena)
    client.get(URL)
    with django_assert_num_queries(3):
        client.get(URL)
