"""What else happens when a version is published, told by the rooms above. Runs in the publishing transaction."""

from __future__ import annotations

from collections.abc import Callable

from courses.catalogue.models import CourseVersion

AfterPublish = Callable[[CourseVersion], object]
_HOOKS: dict[str, AfterPublish] = {}


def register_after_publish(name: str, act: AfterPublish) -> None:
    """Called once from `apps.ready`; the same name a second time is the same act."""
    _HOOKS[name] = act


def run_after_publish(version: CourseVersion) -> None:
    for act in _HOOKS.values():
        act(version)
