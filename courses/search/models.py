"""The text of a version as the search reads it. Built when a version is published, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint

from courses.catalogue.models import Activity, CourseVersion


class SearchEntry(models.Model):
    """A lesson in one language, or a glossary term. The database keeps a full text index of the folded columns.

    Folded as the typed words are, case and accents gone: so “grosse” finds “Größe” on every database.
    """

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    language = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    folded_title = models.CharField(max_length=400, default="")
    folded = models.TextField(default="")

    objects: ClassVar[models.Manager[SearchEntry]] = models.Manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["version", "key", "language"], name="one_search_entry_per_text")
        ]

    def __str__(self) -> str:
        return self.title
