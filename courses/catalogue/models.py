"""Courses and what was published of them."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models
from django.db.models import UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

RowT = TypeVar("RowT", bound=models.Model)


class FrozenRowError(Exception):
    """Somebody tried to change or delete a row that is kept for good."""


class FrozenQuerySet(models.QuerySet[RowT]):
    """Rows can be added and read; nothing changes or removes them."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise FrozenRowError(f"{self.model.__name__} rows are never changed.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise FrozenRowError(f"{self.model.__name__} rows are never changed.")

    def delete(self) -> NoReturn:
        raise FrozenRowError(f"{self.model.__name__} rows are never deleted.")


class FrozenModel(models.Model):
    """Base of published and append-only rows: inserting works once, all else is refused."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise FrozenRowError(f"{type(self).__name__} {self.pk} is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise FrozenRowError(f"{type(self).__name__} {self.pk} is never deleted.")


class CourseQuerySet(models.QuerySet["Course"]):
    def listed(self) -> CourseQuerySet:
        """Courses that the catalogue shows: published and not hidden."""
        return self.filter(is_listed=True, published__isnull=False)


class Course(models.Model):
    """A course over its whole life; `published` is the version that new learners get."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    is_listed = models.BooleanField(_("shown in the catalogue"), default=True)
    is_open = models.BooleanField(
        _("open enrolment"), default=True, help_text=_("Anyone who is signed in may start it.")
    )
    published = models.ForeignKey(
        "courses.CourseVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[Course]] = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class CourseVersion(FrozenModel):
    """One published state of a course. Its digest covers every byte of the package."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(_("version"), max_length=40)
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    spec = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager[CourseVersion]] = FrozenQuerySet["CourseVersion"].as_manager()

    class Meta:
        ordering = ["course", "pk"]
        constraints = [
            UniqueConstraint(fields=["course", "digest"], name="one_version_per_digest"),
            UniqueConstraint(fields=["course", "number"], name="one_version_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def credentials(self) -> dict[str, dict[str, Any]]:
        """Parsed `credentials/*.yaml` by id, as course.yaml lists them."""
        return self._listed("credentials")

    @property
    def tracks(self) -> dict[str, dict[str, Any]]:
        """Parsed `tracks/*.yaml` by id, as course.yaml lists them."""
        return self._listed("tracks")

    @property
    def personas(self) -> dict[str, dict[str, Any]]:
        """Parsed `personas/*.yaml` by id, as course.yaml lists them."""
        return self._listed("personas")

    @property
    def competencies(self) -> dict[str, dict[str, Any]]:
        """Parsed `competencies.yaml`: competency id → its names and levels. C2 comes before C10."""
        parsed = self.spec.get("competencies", {}).get("competencies", {})
        return {name: parsed[name] for name in sorted(parsed, key=lambda name: (len(name), name))}

    def _listed(self, kind: str) -> dict[str, dict[str, Any]]:
        """In the order of course.yaml, what it does not list behind it by id: PostgreSQL keeps keys in an order of its own."""
        parsed = self.spec.get(kind, {})
        listed = self.spec.get("course", {}).get(kind) or ()
        return {name: parsed[name] for name in dict.fromkeys((*listed, *sorted(parsed))) if name in parsed}


class PackageFile(FrozenModel):
    """One file of a version's package, byte for byte, so that the package can be exported as it came in."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="files")
    path = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()

    objects: ClassVar[models.Manager[PackageFile]] = FrozenQuerySet["PackageFile"].as_manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["version", "path"], name="one_file_per_path")]

    def __str__(self) -> str:
        return self.path


class Module(FrozenModel):
    """A chapter of a version; `spec` is its `module.yaml`."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="modules")
    key = models.CharField(max_length=60)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    spec = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[Module]] = FrozenQuerySet["Module"].as_manager()

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            UniqueConstraint(fields=["version", "key"], name="one_module_per_key"),
            UniqueConstraint(fields=["version", "position"], name="one_module_per_position"),
        ]

    def __str__(self) -> str:
        return self.title


class Activity(FrozenModel):
    """Something a learner does. Its kind (an `ActivityKind`) knows what `spec` means."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="activities")
    module = models.ForeignKey(
        Module, null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    minutes = models.PositiveIntegerField(default=0)
    is_required = models.BooleanField(default=True)
    counts = models.CharField(max_length=20, blank=True)
    competency = models.CharField(max_length=10, blank=True)
    level = models.CharField(max_length=2, blank=True)
    file = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    spec = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[Activity]] = FrozenQuerySet["Activity"].as_manager()

    class Meta:
        ordering = ["version", "position"]
        verbose_name_plural = "activities"
        constraints = [
            UniqueConstraint(fields=["version", "key"], name="one_activity_per_key"),
            UniqueConstraint(fields=["version", "position"], name="one_activity_per_position"),
        ]

    def __str__(self) -> str:
        return self.title
