"""A learner who reads German gets the German lesson where there is one, and can change at any time."""

from datetime import date

import pytest

from courses.catalogue.services import publish_package
from tests.courses.lessons.conftest import lesson_url
from tests.courses.lessons.german import german_package
from tests.factories.courses import enrol_directly

pytestmark = pytest.mark.django_db
GERMAN, ENGLISH = "Sagen Sie, wie sicher Sie sind", "Say how sure you are"


@pytest.fixture
def german(client, cast):
    version = publish_package(german_package(), today=date(2026, 11, 24)).version
    enrol_directly(cast.lena, version)
    client.force_login(cast.lena)
    return version


def heading(client, version, key="m1.l2", accept=""):
    page = client.get(lesson_url(version, key), headers={"Accept-Language": accept}).content.decode()
    return page.split("<h1>")[1].split("</h1>")[0], page


def test_the_browser_says_german_and_the_lesson_is_german(client, german):
    title, page = heading(client, german, accept="de-AT,de;q=0.9,en;q=0.5")
    assert title == GERMAN
    assert ('<article lang="de">' in page, "Deutsch" in page, "Ein Link beweist" in page) == (
        True,
        True,
        True,
    )


def test_a_lesson_that_is_not_translated_stays_as_it_is(client, german):
    _title, page = heading(client, german, "m1.l1", accept="de")
    assert ("Deutsch" in page, "Work it out again" in page) == (False, True)


def test_a_learner_changes_the_language_and_keeps_it(client, german):
    assert heading(client, german)[0] == ENGLISH
    answer = client.post(lesson_url(german, "m1.l2", "language/"), {"language": "de"})
    assert answer.status_code == 302
    assert heading(client, german, accept="en")[0] == GERMAN
    client.post(lesson_url(german, "m1.l2", "language/"), {"language": "en"})
    assert heading(client, german, accept="de")[0] == ENGLISH


@pytest.mark.parametrize("language", ["fr", "", "\x00", "de" * 500])
def test_a_language_that_is_not_there_cannot_be_chosen(client, german, language):
    assert client.post(lesson_url(german, "m1.l2", "language/"), {"language": language}).status_code == 404


def test_a_question_is_judged_in_the_language_it_was_asked_in(client, german):
    client.post(lesson_url(german, "m1.l2", "language/"), {"language": "de"})
    client.post(lesson_url(german, "m1.l2", "recall/r1/"), {"answer": "1"})
    page = heading(client, german)[1]
    assert ("Ein Link beweist" in page, "Right" in page) == (True, True)


def test_two_languages_cost_no_query_more(client, german, django_assert_num_queries):
    heading(client, german, accept="de")
    url = lesson_url(german, "m1.l2")
    with django_assert_num_queries(2):
        client.get(url, headers={"Accept-Language": "de"})
