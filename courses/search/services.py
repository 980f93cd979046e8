"""Builds the index of a version: once, when it is published."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from courses.catalogue.models import CourseVersion
from courses.search import index
from courses.search.engine.words import fold
from courses.search.models import SearchEntry


def index_version(version: CourseVersion) -> int:
    """Every lesson in every language, and every glossary term. A version that is indexed stays as it is."""
    with transaction.atomic():
        CourseVersion.objects.select_for_update().defer("spec").get(pk=version.pk)
        if SearchEntry.objects.filter(version=version).exists():
            return 0
        entries = [*_lessons(version), *_terms(version)]
        for entry in entries:
            entry.folded_title, entry.folded = fold(entry.title)[:400], fold(entry.text)
        made = SearchEntry.objects.bulk_create(entries)
        index.add(entry.pk for entry in made)
    return len(made)


def index_missing(version_ids: list[int]) -> None:
    """Versions published before there was a search are indexed when somebody first searches them."""
    known = set(
        SearchEntry.objects.filter(version__in=version_ids).values_list("version_id", flat=True).distinct()
    )
    for version in CourseVersion.objects.filter(pk__in=set(version_ids) - known):
        index_version(version)


def _lessons(version: CourseVersion) -> Iterator[SearchEntry]:
    for activity in version.activities.filter(kind="lesson"):
        spec = activity.spec
        for language, one in [(str(spec.get("language", "")), spec), *spec.get("i18n", {}).items()]:
            yield SearchEntry(
                version=version,
                activity=activity,
                key=activity.key,
                language=language,
                title=str(one.get("title") or activity.title)[:200],
                text=str(one.get("text", "")),
            )


def _terms(version: CourseVersion) -> Iterator[SearchEntry]:
    terms = (version.spec.get("glossary") or {}).get("terms") or {}
    for key, entry in terms.items():
        also = ", ".join(entry.get("also") or [])
        text = str(entry.get("text", ""))
        yield SearchEntry(
            version=version,
            key=f"glossary:{key}"[:80],
            title=str(entry.get("term", key))[:200],
            text=f"{text} ({also})" if also else text,
        )
