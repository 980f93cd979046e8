from datetime import date

import pytest

from courses.catalogue.services import check_package
from tests.courses.lessons.german import LESSON, german_package

TODAY = date(2026, 11, 24)


def found(files):
    checked = check_package(files, today=TODAY)
    return [
        (one.file, one.rule) for one in checked.findings if "i18n" in one.file or one.rule == "translation"
    ]


def test_an_author_is_told_which_lessons_are_not_translated_yet():
    checked = check_package(german_package(), today=TODAY)
    (warning,) = [one for one in checked.warnings if one.rule == "translation"]
    assert (warning.file, warning.line) == ("course.yaml", 6)
    assert warning.problem == "1 of 2 lessons are not there in “de”: modules/01-sums/lesson-1.1.md."
    assert checked.errors == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("key: false\n", "key: true\n"),
        ("- id: r2", "- id: r3"),
        ("id: m1.l2", "id: m1.l9"),
        ("## Try", "Try"),
    ],
)
def test_a_translation_keeps_ids_keys_and_parts_of_its_original(old, new):
    assert (f"i18n/de/{LESSON}", "translation") in found(german_package((old, new)))


def test_a_translation_older_than_its_original_is_to_be_compared():
    files = german_package(("checked_on: 2026-11-22", "checked_on: 2026-01-05"))
    assert (f"i18n/de/{LESSON}", "translation") in found(files)


def test_a_broken_translation_is_told_with_its_place_and_stops_the_package():
    files = german_package()
    files[f"i18n/de/{LESSON}"] = b"---\nid: [\n---\n"
    checked = check_package(files, today=TODAY)
    assert [one.file for one in checked.errors] == [f"i18n/de/{LESSON}"]


def test_a_translation_of_nothing_is_noticed():
    files = german_package()
    files["i18n/de/modules/01-sums/lesson-9.9.md"] = files[f"i18n/de/{LESSON}"]
    assert ("i18n/de/modules/01-sums/lesson-9.9.md", "unlisted") in found(files)
