"""A version's structure, compiled once per process: versions never change, so neither does what is kept."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from courses.catalogue.models import Activity, Course, CourseVersion, Module, PackageFile

KEPT = 64


@dataclass(frozen=True)
class CompiledModule:
    """A module and its activities, in order. `module` is None for activities that stand alone."""

    module: Module | None
    number: int
    activities: tuple[Activity, ...]

    @property
    def key(self) -> str:
        return self.module.key if self.module is not None else ""


@dataclass(frozen=True, eq=False)
class CompiledVersion:
    version: CourseVersion
    course: Course
    modules: tuple[CompiledModule, ...]
    activities: tuple[Activity, ...]
    by_key: Mapping[str, Activity] = field(repr=False)
    by_public_id: Mapping[UUID, Activity] = field(repr=False)
    module_of: Mapping[str, CompiledModule] = field(repr=False)


_kept: OrderedDict[int, CompiledVersion] = OrderedDict()
_versions: dict[UUID, int] = {}
_lock = Lock()


def compiled_version(version_id: int) -> CompiledVersion:
    """The structure of a version: no query when this process has seen it before."""
    found = _kept.get(version_id)
    if found is None:
        found = _compile(version_id)
        with _lock:
            _kept[version_id] = found
            _versions.update(dict.fromkeys(found.by_public_id, version_id))
            while len(_kept) > KEPT:
                _old, gone = _kept.popitem(last=False)
                for public_id in gone.by_public_id:
                    _versions.pop(public_id, None)
    return found


def version_of_activity(public_id: UUID) -> int | None:
    """The version an activity belongs to; no query when this process has compiled it."""
    found = _versions.get(public_id)
    if found is None:
        found = Activity.objects.filter(public_id=public_id).values_list("version_id", flat=True).first()
    return found


def forget_compiled() -> None:
    """Empty the store; for tests, where a rolled back id may come again."""
    with _lock:
        _kept.clear()
        _versions.clear()


def _compile(version_id: int) -> CompiledVersion:
    version = CourseVersion.objects.select_related("course").get(pk=version_id)
    modules = {module.pk: module for module in version.modules.order_by("position")}
    activities = tuple(version.activities.order_by("position"))
    for activity in activities:
        activity.version = version
        activity.module = modules.get(activity.module_id) if activity.module_id else None
    groups = [
        CompiledModule(
            module, _number(module.key, number), tuple(a for a in activities if a.module_id == module.pk)
        )
        for number, module in enumerate(modules.values(), start=1)
    ]
    loose = tuple(activity for activity in activities if activity.module_id is None)
    if loose:
        groups.append(CompiledModule(None, 0, loose))
    return CompiledVersion(
        version=version,
        course=version.course,
        modules=tuple(groups),
        activities=activities,
        by_key={activity.key: activity for activity in activities},
        by_public_id={activity.public_id: activity for activity in activities},
        module_of={activity.key: group for group in groups for activity in group.activities},
    )


def flagship_version() -> CompiledVersion | None:
    """The course that the home page opens: the first one listed and published."""
    version_id = (
        Course.objects.filter(is_listed=True, published__isnull=False)
        .order_by("pk")
        .values_list("published_id", flat=True)
        .first()
    )
    return compiled_version(version_id) if version_id else None


def _number(key: str, position: int) -> int:
    """The number in a module's id (`m3` → 3), so that a course may leave modules out; else its place."""
    found = re.fullmatch(r"[a-z]+([0-9]{1,3})", key)
    return int(found[1]) if found is not None else position


def package_files(version: CourseVersion, under: str = "") -> dict[str, bytes]:
    """The stored files of a version by path; `under` limits them to one folder or file."""
    rows = PackageFile.objects.filter(version=version)
    if under:
        rows = rows.filter(path__startswith=under)
    return {path: bytes(data) for path, data in rows.values_list("path", "data").order_by("path")}
