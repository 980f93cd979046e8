"""What a person finds: only in the versions they are enrolled in, and in their own notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from courses.catalogue.selectors import compiled_version
from courses.enrolments.models import Enrolment
from courses.lessons.models import LessonWork, ModuleWork
from courses.search import index
from courses.search.engine.words import excerpt, holds, words_of
from courses.search.models import SearchEntry

if TYPE_CHECKING:
    from accounts.api import User

PER_PAGE = 10


@dataclass(frozen=True)
class Hit:
    """`kind` is lesson, term, note or reflection; `excerpt` is safe HTML."""

    kind: str
    title: str
    url: str
    course: str
    excerpt: SafeString
    language: str = ""


@dataclass(frozen=True)
class SearchPage:
    typed: str
    words: tuple[str, ...]
    total: int
    hits: Page[Any]


@dataclass(frozen=True)
class Term:
    key: str
    term: str
    text: str
    also: str


def enrolments_of(user: User) -> list[Enrolment]:
    """All of a person's enrolments, the newest of each version; ended ones can still be read."""
    found = {row.version_id: row for row in Enrolment.objects.filter(user=user).order_by("pk")}
    return list(found.values())


def search(enrolments: list[Enrolment], typed: str, page: str) -> SearchPage:
    """Notes first, they are few and one's own; then lessons and terms, the best first."""
    words = words_of(typed)
    places = {row.version_id: row.public_id for row in enrolments}
    ids = index.find(words, list(places))
    notes = list(_notes(enrolments, words)) if words else []
    paginator = Paginator([*notes, *ids], PER_PAGE)
    shown = paginator.get_page(page)
    entries = SearchEntry.objects.in_bulk([one for one in shown.object_list if isinstance(one, int)])
    shown.object_list = [
        _hit(entries[one], places, words) if isinstance(one, int) else one for one in shown.object_list
    ]
    return SearchPage(typed, words, paginator.count, shown)


def _safe(text: str, words: tuple[str, ...]) -> SafeString:
    return mark_safe(excerpt(text, words))  # noqa: S308 - the engine escapes everything but its marks


def _hit(entry: SearchEntry, places: dict[int, UUID], words: tuple[str, ...]) -> Hit:
    compiled = compiled_version(entry.version_id)
    course = compiled.version.title
    if entry.activity_id is None:
        anchor = entry.key.removeprefix("glossary:")
        url = f"{reverse('courses:glossary', args=[places[entry.version_id]])}#term-{anchor}"
        return Hit("term", entry.title, url, course, _safe(entry.text, words))
    activity = compiled.by_key[entry.key]
    url = reverse("courses:lesson", args=[activity.public_id])
    first = str(activity.spec.get("language", ""))
    language = entry.language if entry.language != first else ""
    return Hit("lesson", entry.title, url, course, _safe(entry.text, words), language)


def _notes(enrolments: list[Enrolment], words: tuple[str, ...]) -> Iterator[Hit]:
    """A person's own notes are a few hundred lines at most: they are read, not indexed."""
    rows = LessonWork.objects.filter(enrolment__in=enrolments).exclude(notes=[])
    for work in rows.select_related("enrolment", "activity").defer("activity__spec").order_by("pk"):
        compiled = compiled_version(work.enrolment.version_id)
        for note in work.notes:
            text = " ".join(part for part in (note.get("quote", ""), note["text"]) if part)
            if holds(text, words):
                url = reverse("courses:lesson", args=[work.activity.public_id]) + "#notes"
                yield Hit("note", work.activity.title, url, compiled.version.title, _safe(text, words))
    kept = ModuleWork.objects.filter(enrolment__in=enrolments).exclude(reflection="")
    for one in kept.select_related("enrolment", "module").order_by("pk"):
        if holds(one.reflection, words):
            compiled = compiled_version(one.enrolment.version_id)
            lessons = [a for a in compiled.activities if a.module_id == one.module_id and a.kind == "lesson"]
            url = reverse("courses:lesson", args=[lessons[-1].public_id]) + "#reflection" if lessons else ""
            yield Hit(
                "reflection", one.module.title, url, compiled.version.title, _safe(one.reflection, words)
            )


def terms_of(version_id: int) -> list[Term]:
    """The glossary of a version, in the order of the alphabet."""
    terms = (compiled_version(version_id).version.spec.get("glossary") or {}).get("terms") or {}
    found = [
        Term(key, str(one.get("term", key)), str(one.get("text", "")), ", ".join(one.get("also") or []))
        for key, one in terms.items()
    ]
    return sorted(found, key=lambda one: one.term.casefold())
