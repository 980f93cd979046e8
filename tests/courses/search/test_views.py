from datetime import date
from pathlib import Path

import pytest

from courses.catalogue.services import publish_package
from courses.content.engine.reader import read_package
from courses.models import SearchEntry
from tests.courses.lessons.conftest import lesson_url
from tests.courses.lessons.german import german_package
from tests.factories.courses import enrol_directly

SMALL = Path(__file__).parents[2] / "samples" / "courses" / "small"
URL = "/learn/search/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db):
    return publish_package(german_package(), today=date(2026, 11, 24)).version


@pytest.fixture
def lena(client, cast, version):
    enrol_directly(cast.lena, version)
    client.force_login(cast.lena)
    return client


def hits(client, typed, page=1):
    shown = client.get(URL, {"q": typed, "page": page}).context["page"]
    return [(hit.kind, hit.title) for hit in shown.hits]


def test_a_lesson_is_found_by_the_beginning_of_a_word_and_its_place_is_marked(lena, version):
    page = lena.get(URL, {"q": "forward figur"}).content.decode()
    assert "<mark>forwards</mark>" in page
    assert lesson_url(version, "m1.l2") in page


def test_a_translation_is_found_too_and_says_its_language(lena):
    shown = lena.get(URL, {"q": "Schreiben geprüft"}).context["page"]
    assert [(hit.kind, hit.language) for hit in shown.hits] == [("lesson", "de")]


@pytest.mark.parametrize("typed", ["geprüft", "gepruft", "GEPRÜFT", "gepr"])
def test_accents_and_capitals_do_not_matter(lena, typed):
    assert [kind for kind, _title in hits(lena, f"schreiben {typed}")] == ["lesson"]


def test_a_term_leads_to_its_place_in_the_glossary(lena, version):
    key, entry = next(iter(version.spec["glossary"]["terms"].items()))
    page = lena.get(URL, {"q": entry["term"]})
    (term,) = [hit for hit in page.context["page"].hits if hit.kind == "term"]
    assert term.url.endswith(f"/glossary/#term-{key}")
    assert f'id="term-{key}"' in lena.get(term.url).content.decode()


def test_own_notes_and_reflections_are_found_and_nobody_elses(lena, client, cast, version):
    lena.post(lesson_url(version, tail="notes/"), {"text": "Ask Priya about the Zeppelin"})
    lena.post(lesson_url(version, "m1.l2", "reflection/"), {"text": "My zeppelin moment"})
    assert [kind for kind, _title in hits(lena, "zeppelin")] == ["note", "reflection"]
    enrol_directly(cast.omar, version)
    client.force_login(cast.omar)
    assert hits(client, "zeppelin") == []


def test_courses_one_is_not_enrolled_in_are_not_searched(client, cast, version):
    client.force_login(cast.omar)
    page = client.get(URL, {"q": "figure"})
    assert (page.context["page"].total, "There is nothing to search yet" in page.content.decode()) == (
        0,
        False,
    )
    assert "Nothing holds" in page.content.decode()


def test_retrieval_keys_are_not_in_the_index(version):
    assert not SearchEntry.objects.filter(text__contains="It shows that a document exists.").exists()


@pytest.mark.parametrize(
    "typed",
    ['"', "a AND OR NOT", "*", "(", "x" * 5000, "\x00", "';--", "NEAR(a b)", "title:x", "^a", "a:* & !b"],
)
def test_no_typed_sign_breaks_the_search(lena, typed):
    assert lena.get(URL, {"q": typed}).status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999"])
def test_a_page_that_is_not_there_shows_a_page_that_is(lena, page):
    assert lena.get(URL, {"q": "figure", "page": page}).status_code == 200


def test_a_version_from_before_the_search_is_indexed_when_somebody_looks(lena, version):
    held = SearchEntry.objects.count()
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO courses_search_fts(courses_search_fts) VALUES ('delete-all')")
    SearchEntry.objects.all().delete()
    assert hits(lena, "figure") != []
    assert SearchEntry.objects.count() == held


@pytest.mark.parametrize("courses", [1, 3])
def test_a_search_costs_the_same_however_many_courses_one_takes(
    lena, cast, courses, django_assert_num_queries
):
    for number in range(courses - 1):
        files = read_package(SMALL)
        files["course.yaml"] = files["course.yaml"].replace(b"id: small", f"id: small{number}".encode())
        enrol_directly(cast.lena, publish_package(files, today=date(2026, 11, 24)).version)
    hits(lena, "figure")
    with django_assert_num_queries(7):
        assert len(hits(lena, "figure")) >= courses
