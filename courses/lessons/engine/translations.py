"""A lesson in another language: the same questions, facts and figures, in other words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from courses.content.engine.documents import Document
from courses.content.engine.errors import BrokenPackage, ContentError, warning
from courses.content.engine.package import ActivitySource, Package
from courses.content.engine.specs import LessonFile
from courses.content.engine.validation import validate
from courses.lessons.engine.rules import render_lesson

WORDS = ("term", "text", "claim", "title", "setting", "caution")
KEYS = ("key", "answer", "tolerance", "type")


def languages_of(package: Package) -> list[str]:
    """The languages that a course offers, its first one first."""
    named = package.course.get("languages")
    return [str(one) for one in named] if isinstance(named, list) and named else ["en"]


def path_of(source: ActivitySource, language: str) -> str:
    return f"i18n/{language}/{source.file}"


def translated(source: ActivitySource, package: Package, language: str) -> ActivitySource | None:
    """The lesson in a language, as a source of its own; None when nobody has translated it."""
    path = path_of(source, language)
    if path not in package.files:
        return None
    document = package.markdown(path)
    return replace(
        source,
        file=path,
        title=str(document.data.get("title") or source.title),
        data=document.data,
        lines=document.lines,
        body=document.body,
        body_line=document.body_line,
    )


def in_language(package: Package, language: str) -> Package:
    """The package with the words of `i18n/<language>/glossary.yaml` and `evidence.yaml` in place of the first ones.

    Only words are taken: figures, marks and dates stay those of the original.
    """
    glossary = _merged(package, language, "glossary.yaml", "terms", package.glossary)
    evidence = _merged(package, language, "evidence.yaml", "facts", package.evidence)
    return replace(package, glossary=glossary, evidence=evidence)


def _merged(
    package: Package, language: str, file: str, shelf: str, first: Mapping[str, Any]
) -> Mapping[str, Any]:
    path = f"i18n/{language}/{file}"
    if path not in package.files:
        return first
    others = package.yaml(path).data.get(shelf)
    entries = dict(first.get(shelf) or {})
    for key, entry in others.items() if isinstance(others, Mapping) else ():
        if key in entries and isinstance(entry, Mapping):
            words = {name: entry[name] for name in WORDS if isinstance(entry.get(name), str)}
            entries[key] = {**entries[key], **words}
    return {**first, shelf: entries}


def check_translations(source: ActivitySource, package: Package) -> Iterator[ContentError]:
    """Whatever sets a translation apart from its original, other than its words."""
    for language in languages_of(package)[1:]:
        try:
            other = translated(source, package, language)
            in_language(package, language)
        except BrokenPackage as broken:
            yield from broken.findings
            continue
        if other is not None:
            yield from _check(source, other, package)


def _check(source: ActivitySource, other: ActivitySource, package: Package) -> Iterator[ContentError]:
    document = Document(other.file, other.data, other.lines, other.body, other.body_line)
    lesson, findings = validate(LessonFile, document)
    yield from findings
    if lesson is None:
        return
    rendered, original = render_lesson(other, package), render_lesson(source, package)
    for one in rendered.problems:
        yield ContentError(other.file, other.body_line + one.line - 1, one.rule, one.problem, one.hint)
    yield from _same(other, "id", source.data.get("id"), other.data.get("id"), "The id is another one")
    yield from _same(other, "recall", _keys(source), _keys(other), "Its questions have other ids or keys")
    pairs = (("evidence", original.facts, rendered.facts), ("figures", original.figures, rendered.figures))
    for name, first, second in pairs:
        yield from _same(
            other, name, sorted(first), sorted(second), f"Its {name} are not those of the original"
        )
    if _number_of_parts(original.headings) != _number_of_parts(rendered.headings):
        yield other.error("translation", "It has another number of headings.", "Keep the parts.", "title")
    was, now = source.data.get("checked_on"), other.data.get("checked_on")
    if isinstance(was, date) and isinstance(now, date) and now < was:
        yield warning(
            other.file,
            other.line("checked_on"),
            "translation",
            f"The original was checked on {was}, the translation on {now}.",
            "Compare them and write the day.",
        )


def _same(other: ActivitySource, key: str, first: Any, second: Any, problem: str) -> Iterable[ContentError]:
    if first != second:
        yield other.error("translation", f"{problem}.", "Take them from the original.", key)


def _keys(source: ActivitySource) -> list[Any]:
    found: list[Any] = []
    questions = source.data.get("recall")
    for one in questions if isinstance(questions, list) else []:
        if isinstance(one, Mapping):
            options = one.get("options")
            marks = [
                (option.get("key"), option.get("value"))
                for option in (options if isinstance(options, list) else [])
                if isinstance(option, Mapping)
            ]
            found.append((one.get("id"), [one.get(name) for name in KEYS], marks))
    return found


def _number_of_parts(headings: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _heading in headings)
