"""An author sees the lessons as pages while writing."""

import threading
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.courses.lessons.german import german_package

LESSON = "modules/01-sums/lesson-1.1.md"


@pytest.fixture
def folder(tmp_path) -> Path:
    for path, data in german_package().items():
        (tmp_path / "course" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "course" / path).write_bytes(data)
    return tmp_path / "course"


def preview(folder, **options):
    out = StringIO()
    call_command("preview_course", str(folder), out=str(folder.parent / "out"), stdout=out, **options)
    return out.getvalue()


def page(folder, key):
    return (folder.parent / "out" / f"{key}.html").read_text("utf-8")


def test_every_lesson_becomes_a_page_in_the_wanted_language(folder):
    assert preview(folder, language="de").startswith("2 lessons in ")
    assert ('<article lang="de">' in page(folder, "m1.l2"), "Ein Link beweist" in page(folder, "m1.l2")) == (
        True,
        True,
    )
    assert ("not translated" in page(folder, "m1.l2"), "Mara plans" in page(folder, "index")) == (True, True)
    assert (folder.parent / "out" / "static" / "css" / "reading.css").exists()


def test_a_mistake_is_told_with_its_place_and_draws_nothing(folder):
    text = (folder / LESSON).read_text("utf-8")
    (folder / LESSON).write_text(text.replace("{{recall:r1}}", "{{recall:r7}}"), "utf-8")
    assert "lesson-1.1.md" in preview(folder)
    assert not (folder.parent / "out").exists()


def test_an_unknown_track_or_folder_is_said_so(folder, tmp_path):
    with pytest.raises(CommandError, match="There is no track"):
        preview(folder, track="none")
    with pytest.raises(CommandError, match="There is no"):
        call_command("preview_course", str(tmp_path / "none"))


def test_while_it_watches_a_saved_file_is_drawn_again(folder):
    running = threading.Thread(target=preview, args=(folder,), kwargs={"watch": True, "rounds": 8})
    running.start()
    deadline = time.monotonic() + 30
    while not (folder.parent / "out" / "index.html").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    text = (folder / LESSON).read_text("utf-8")
    (folder / LESSON).write_text(text.replace("Mara plans", "Marta plans"), "utf-8")
    running.join(60)
    assert "Marta plans" in page(folder, "m1.l1")
