"""No word of the interface is forgotten: main pages are drawn in a made-up language, in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from courses.catalogue.services import publish_package
from courses.content.engine.reader import read_package
from courses.progress.services import mark_done
from tests.factories.courses import enrol_directly, entitle, make_cohort
from tests.pseudo import accented, made_up_languages, untranslated

SMALL = Path(__file__).parents[1] / "samples" / "courses" / "small"
pytestmark = pytest.mark.django_db
NAMES = (
    "Ready Room",
    "English",
    "Pseudo, right to left",
    "Pseudo",
    "LIX",
    "ZIP",
    "CSV",
    "XLSX",
    "PDF",
    "UTC",
    "nowhere",
)
LANGUAGES = (("eo", "ltr"), ("he", "rtl"))


def strings(value: Any) -> Iterator[str]:
    """Every text inside parsed YAML, keys too."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield " ".join(value.split())


@pytest.fixture
def world(cast):
    """Lena and a cohort in the small course; she read a lesson three days ago, so a warm-up waits."""
    version = publish_package(read_package(SMALL), today=date(2026, 11, 24)).version
    entitle(cast.north, version)
    cohort = make_cohort(cast.north, version, instructors=[cast.ines])
    enrolment = enrol_directly(cast.lena, version, cohort=cohort)
    lesson = version.activities.get(key="m1.l1")
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        mark_done(enrolment=enrolment, activity=lesson)
    return {"version": version, "cohort": cohort, "enrolment": enrolment, "lesson": lesson, "cast": cast}


def known_of(world) -> list[str]:
    """What is content or a name: it is never translated by the interface."""
    version, cohort, cast = world["version"], world["cohort"], world["cast"]
    people = (cast.lena, cast.omar, cast.ines, cast.paula, cast.rui, cast.sam)
    found = [*NAMES, version.title, cohort.name, cohort.time_zone, cast.north.name, cast.south.name]
    found += [one for person in people for one in (person.name, person.get_short_name(), person.email)]
    found += strings(version.spec)
    for activity in version.activities.all():
        found += [activity.title, activity.key, *strings(activity.spec)]
    for module in version.modules.all():
        found += strings(module.spec)
    outcomes = [one for module in version.modules.all() for one in module.spec.get("outcomes", [])]
    found += [f"{one['verb'].capitalize()} {one['text']}" for one in outcomes]
    return [one for one in found if len(one) > 1]


VISITOR = [
    "/",
    "/catalogue/",
    "/courses/small/",
    "/courses/small/changes/",
    "/accounts/login/",
    "/accounts/signup/",
    "/help/",
    "/privacy/",
    "/accessibility/",
    "/verify/",
]
LEARNER = [
    "/learn/",
    "/learn/{enrolment}/",
    "/learn/lessons/{lesson}/",
    "/learn/{enrolment}/warm-up/",
    "/learn/search/?q=figure",
    "/learn/search/?q=nowhere",
    "/learn/{enrolment}/glossary/",
    "/learn/{enrolment}/competencies/",
    "/credentials/",
]
STAFF = [
    "/programme/courses/",
    "/programme/courses/small/",
    "/programme/courses/small/preview/",
    "/programme/courses/small/changes/",
    "/programme/quizzes/",
    "/programme/",
]
INSTRUCTOR = ["/desk/", "/cohorts/", "/cohorts/{cohort}/", "/cohorts/{cohort}/gradebook/", "/appeals/"]
PAGES = [
    *((None, page) for page in VISITOR),
    *(("lena", page) for page in LEARNER),
    *(("ines", page) for page in INSTRUCTOR),
    *(("sam", page) for page in STAFF),
]


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
@pytest.mark.parametrize(("who", "page"), PAGES)
def test_a_page_holds_no_word_that_cannot_be_translated(client, world, who, page, language, direction):
    url = page.format(
        enrolment=world["enrolment"].public_id,
        lesson=world["lesson"].public_id,
        cohort=world["cohort"].public_id,
    )
    if who is not None:
        person = getattr(world["cast"], who)
        person.language = language
        person.save(update_fields=["language"])
        client.force_login(person)
    with made_up_languages():
        answer = client.get(url, headers={"Accept-Language": language})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{direction}"' in text
    content = " ".join(str(a.spec.get("text", "")) for a in world["version"].activities.all())
    assert untranslated(text, known_of(world), content) == []


def test_the_made_up_language_leaves_alone_what_is_filled_in():
    assert accented("%(n)s of {of} <b>lessons</b> &amp; 5 %%") == "%(n)s òƒ {of} <b>ĺèśśòñś</b> &amp; 5 %%"


def test_a_forgotten_word_is_noticed_in_text_and_in_labels():
    page = '<p>Forgotten words</p><a aria-label="Main">Ĺèśśòñ</a><p>Lena Brandt, UTC</p>'
    assert untranslated(page, ["Lena Brandt", "UTC"]) == ["Forgotten words", "Main"]
