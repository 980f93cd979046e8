import pytest
from django.urls import reverse

from courses.api import forget_compiled
from tests.factories.courses import make_version


@pytest.mark.django_db
def test_a_visitor_gets_a_home_page_before_any_course_is_published(client):
    page = client.get(reverse("portal:home"))
    assert page.status_code == 200
    assert page.context["page"].modules == ()


@pytest.mark.django_db
def test_the_home_page_shows_the_modules_of_the_published_course_in_one_query(
    client, django_assert_num_queries
):
    version = make_version()
    forget_compiled()
    client.get(reverse("portal:home"))
    with django_assert_num_queries(1):
        page = client.get(reverse("portal:home"))
    assert page.context["page"].course_url == f"/courses/{version.course.slug}/"


@pytest.mark.parametrize("name", ["accessibility", "privacy", "help"])
def test_anyone_can_read_how_the_house_works_without_a_database(client, name):
    assert client.get(reverse(f"portal:{name}")).status_code == 200
