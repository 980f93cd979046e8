"""The small course with its second lesson in German, made from the files of the small course."""

from __future__ import annotations

from pathlib import Path

from courses.content.engine.reader import read_package

SMALL = Path(__file__).parents[2] / "samples" / "courses" / "small"
LESSON = "modules/01-sums/lesson-1.2.md"
GERMAN = (
    ("title: Say how sure you are", "title: Sagen Sie, wie sicher Sie sind"),
    ("A link proves the figure beside it.", "Ein Link beweist die Zahl daneben."),
    ("Tom forwards a figure", "Tom schickt eine Zahl weiter"),
    ("Write what was checked", "Schreiben Sie, was geprüft wurde"),
)


def german_package(*changes: tuple[str, str]) -> dict[str, bytes]:
    """`changes` are further replacements in the German lesson."""
    files = read_package(SMALL)
    text = files[LESSON].decode()
    for old, new in (*GERMAN, *changes):
        assert old in text, old
        text = text.replace(old, new)
    files["course.yaml"] = files["course.yaml"].replace(b"languages: [en]", b"languages: [en, de]")
    files[f"i18n/de/{LESSON}"] = text.encode()
    return files
