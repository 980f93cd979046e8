import pytest

from courses.models import Enrolment
from tests.factories.courses import make_course, make_version

pytestmark = pytest.mark.django_db
LESSONS = [("lesson", "m1.l1", "m1", {})]


@pytest.mark.parametrize("courses", [1, 3])
def test_the_catalogue_costs_one_query(client, django_assert_num_queries, courses):
    for _number in range(courses):
        make_version(steps=LESSONS)
    make_course(title="Not published")
    make_version(make_course(title="Hidden", is_listed=False), steps=LESSONS)
    client.get("/catalogue/")
    with django_assert_num_queries(1):
        page = client.get("/catalogue/").content.decode()
    assert (page.count("See the course"), "Hidden" in page, "Not published" in page) == (
        courses,
        False,
        False,
    )


def test_an_empty_catalogue_says_so(client, db):
    assert "No course is published yet." in client.get("/catalogue/").content.decode()


def test_starting_a_course_takes_one_button(client, cast):
    course = make_version(steps=LESSONS).course
    client.force_login(cast.lena)
    assert "Start this course" in client.get(f"/courses/{course.slug}/").content.decode()
    for _time in range(2):
        answer = client.post(f"/courses/{course.slug}/start/")
        assert answer.url == f"/learn/{Enrolment.objects.get().public_id}/"


def test_a_course_by_invitation_offers_no_button(client, cast):
    course = make_version(make_course(is_open=False), steps=LESSONS).course
    client.force_login(cast.lena)
    assert "Ask yours for an invitation" in client.get(f"/courses/{course.slug}/").content.decode()
    assert client.post(f"/courses/{course.slug}/start/").url == f"/courses/{course.slug}/"
    assert Enrolment.objects.count() == 0


@pytest.mark.parametrize(
    "path", ["course.yaml", "assets/../course.yaml", "assets/none.png", "assets/x\x00.png"]
)
def test_only_pictures_of_a_package_are_public(client, db, path):
    version = make_version(steps=LESSONS)
    assert client.get(f"/courses/files/{version.public_id}/{path}").status_code == 404
