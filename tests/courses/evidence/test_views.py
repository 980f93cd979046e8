from datetime import date
from pathlib import Path

import pytest

from courses.catalogue.services import publish_package
from courses.content.engine.reader import read_package
from courses.progress.services import mark_done
from tests.factories.courses import enrol_directly, give_mark

EXAMPLE = Path(__file__).parents[3] / "content" / "examples" / "first-course"
pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(cast):
    version = publish_package(read_package(EXAMPLE), today=date(2026, 11, 24)).version
    return enrol_directly(cast.lena, version)


def url(enrolment):
    return f"/learn/{enrolment.public_id}/competencies/"


def strengths(client, enrolment):
    page = client.get(url(enrolment)).context["page"]
    return {one.key: one.strength.value for one in page.competencies}


def test_a_learner_sees_what_was_read_answered_and_done(client, cast, enrolment):
    client.force_login(cast.lena)
    assert "Nothing yet" in client.get(url(enrolment)).content.decode()
    mark_done(enrolment=enrolment, activity=enrolment.version.activities.get(key="m1.l1"))
    assert strengths(client, enrolment) == {"C1": "read", "C3": "nothing"}
    give_mark(enrolment, "m1.quiz", passed=False)
    assert strengths(client, enrolment) == {"C1": "read", "C3": "nothing"}
    give_mark(enrolment, "m1.quiz")
    assert strengths(client, enrolment) == {"C1": "answered", "C3": "answered"}
    give_mark(enrolment, "l1")
    assert strengths(client, enrolment) == {"C1": "done", "C3": "answered"}
    page = client.get(url(enrolment)).content.decode()
    assert ("ISO/IEC 42001:2023" in page, "One card" in page) == (True, True)


def test_nobody_else_sees_it(client, cast, enrolment):
    for person in (cast.omar, cast.paula, cast.sam):
        client.force_login(person)
        assert client.get(url(enrolment)).status_code == 404


@pytest.mark.parametrize("marks", [1, 3])
def test_the_page_costs_three_queries_however_much_was_done(
    client, cast, enrolment, marks, django_assert_num_queries
):
    for _ in range(marks):
        give_mark(enrolment, "m1.quiz")
    client.force_login(cast.lena)
    client.get(url(enrolment))
    with django_assert_num_queries(3):
        client.get(url(enrolment))
