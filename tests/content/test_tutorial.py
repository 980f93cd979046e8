"""The tutorial for authors: its example is built step by step, and every line it quotes stands in the files."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from courses.catalogue.services import check_package, publish_package
from courses.content.engine.reader import read_package
from courses.models import Activity

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "content" / "examples" / "first-course"
TUTORIAL = (ROOT / "docs" / "authoring" / "tutorial.md").read_text("utf-8")
TODAY = date(2026, 11, 24)
SHARED = ("course.yaml", "competencies.yaml", "evidence.yaml", "glossary.yaml")
STEPS = {
    1: SHARED,
    2: ("modules/01-who-speaks/module.yaml", "modules/01-who-speaks/lesson", "assets/"),
    3: ("modules/01-who-speaks/quiz.yaml",),
    4: ("personas/", "labs/"),
    5: ("credentials/",),
}


def files_until(step: int) -> dict[str, bytes]:
    wanted = tuple(prefix for number, names in STEPS.items() if number <= step for prefix in names)
    return {path: data for path, data in read_package(EXAMPLE).items() if path.startswith(wanted)}


def findings(step: int) -> list[str]:
    found = check_package(files_until(step), today=TODAY).findings
    return [f"{one.severity.value} {one.file} {one.rule}" for one in found]


def test_the_steps_of_the_tutorial_make_the_whole_example():
    assert files_until(5) == read_package(EXAMPLE)


def test_what_check_course_is_said_to_answer_is_what_it_answers():
    told = re.findall(r"```check (\d)\n(.*?)```", TUTORIAL, re.DOTALL)
    assert [int(step) for step, _text in told] == [1, 5]
    first, last = (set(text.strip().splitlines()) for _step, text in told)
    assert first <= set(findings(1))
    assert sorted(last) == sorted(findings(5))


def test_every_step_before_the_last_names_what_is_still_missing():
    for step in (1, 2, 3, 4):
        assert any(one.startswith("error") and one.endswith("missing-file") for one in findings(step)), step


def test_every_quoted_line_stands_in_the_files():
    quoted = re.findall(r"```yaml from (\S+)\n(.*?)```", TUTORIAL, re.DOTALL)
    assert len(quoted) >= 4
    for path, text in quoted:
        assert text.rstrip("\n") in (EXAMPLE / path).read_text("utf-8"), path


def test_every_page_that_is_linked_is_there():
    for name in re.findall(r"\]\(([a-z]+\.md)\)", TUTORIAL):
        assert (ROOT / "docs" / "authoring" / name).exists()


@pytest.mark.django_db
def test_the_example_is_published_with_its_lessons_quiz_and_lab():
    version = publish_package(read_package(EXAMPLE), today=TODAY).version
    assert list(Activity.objects.filter(version=version).order_by("position").values_list("kind", "key")) == [
        ("lesson", "m1.l1"),
        ("lesson", "m1.l2"),
        ("quiz", "m1.quiz"),
        ("lab", "l1"),
    ]
