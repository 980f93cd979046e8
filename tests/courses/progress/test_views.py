import pytest

from courses.progress.services import mark_done
from tests.factories.courses import enrol_directly, make_cohort, make_version

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lessons", [1, 3, 40])
def test_the_course_page_costs_two_queries_however_long_the_course(
    client, cast, django_assert_num_queries, lessons
):
    steps = [("lesson", f"m1.l{n}", "m1", {}) for n in range(1, lessons + 1)]
    enrolment = enrol_directly(cast.lena, make_version(steps=steps))
    client.force_login(cast.lena)
    url = f"/learn/{enrolment.public_id}/"
    client.get(url)
    with django_assert_num_queries(2):
        page = client.get(url).content.decode()
    assert page.count("<small>10 min") == lessons


def test_the_page_says_what_is_done_and_what_comes_next(client, cast):
    cohort = make_cohort(cast.north, make_version(steps=[("lesson", f"m1.l{n}", "m1", {}) for n in (1, 2)]))
    enrolment = enrol_directly(cast.lena, cohort.version, cohort=cohort)
    mark_done(enrolment=enrolment, activity=cohort.version.activities.get(key="m1.l1"))
    client.force_login(cast.lena)
    page = client.get(f"/learn/{enrolment.public_id}/").content.decode()
    assert "North Training" in page
    assert "1 of 2 steps" in page
    assert '<h2 id="resume-h">1.2 lesson m1.l2</h2>' in page
    assert page.count('<span class="vh">, done</span>') == 1


def test_another_learners_course_does_not_exist(client, cast):
    enrolment = enrol_directly(cast.lena)
    for user in (cast.omar, cast.ines, cast.sam):
        client.force_login(user)
        assert client.get(f"/learn/{enrolment.public_id}/").status_code == 404
