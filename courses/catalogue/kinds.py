"""The socket for kinds of activity: a kind checks, publishes, opens and indexes its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from courses.catalogue.models import Activity
from courses.content.engine.errors import ContentError
from courses.content.engine.package import ActivitySource, Package


class ActivityKind(Protocol):
    """What a room must offer so that its activities can be part of a course."""

    name: str
    is_step: bool
    """Whether it stands in outlines and gradebooks; what a learner may do for themselves alone does not."""

    def check(self, source: ActivitySource, package: Package) -> list[ContentError]:
        """Everything that is wrong with an author's file. Pure; never raises for bad input."""

    def build(self, source: ActivitySource, package: Package) -> dict[str, Any]:
        """The JSON kept in `Activity.spec`. Called only after `check` found no error."""

    def publish(self, activity: Activity, spec: dict[str, Any]) -> None:
        """Store what else the kind needs. Runs in the publishing transaction, all rows exist."""

    def open_url(self, activity: Activity) -> str:
        """Where a learner opens it."""

    def search_text(self, spec: dict[str, Any]) -> str:
        """Plain text for the search."""

    def time_limit(self, spec: dict[str, Any]) -> int:
        """The minutes that a learner has from the start, before any extra time; 0 where nothing is timed."""

    def is_major_change(self, before: dict[str, Any], after: dict[str, Any]) -> bool:
        """Whether a result of `before` could come out otherwise under `after`."""


class BaseKind:
    """Sensible defaults: keep the file as it was read, publish nothing more."""

    name = ""
    is_step = True

    def check(self, source: ActivitySource, package: Package) -> list[ContentError]:
        return []

    def build(self, source: ActivitySource, package: Package) -> dict[str, Any]:
        return dict(source.data)

    def publish(self, activity: Activity, spec: dict[str, Any]) -> None:
        return None

    def open_url(self, activity: Activity) -> str:
        raise NotImplementedError(f"The kind “{self.name}” has no page.")

    def search_text(self, spec: dict[str, Any]) -> str:
        return str(spec.get("title", ""))

    def time_limit(self, spec: dict[str, Any]) -> int:
        return 0

    def is_major_change(self, before: dict[str, Any], after: dict[str, Any]) -> bool:
        return before != after


_KINDS: dict[str, ActivityKind] = {}


def register_kind(kind: ActivityKind) -> None:
    """Plug a kind in; called once from the owning app's `apps.ready`."""
    held = _KINDS.get(kind.name)
    if held is not None and type(held) is not type(kind):
        raise ValueError(f"Two kinds of activity are called “{kind.name}”.")
    _KINDS[kind.name] = kind


def get_kind(name: str) -> ActivityKind:
    """The registered kind; KeyError with the known names otherwise."""
    if name not in _KINDS:
        raise KeyError(f"No kind of activity is called “{name}”; known: {', '.join(sorted(_KINDS))}.")
    return _KINDS[name]


def has_marks(name: str) -> bool:
    """Whether a kind's results stand in gradebooks: lessons are done or not, and some kinds are nobody else's business."""
    return name != "lesson" and get_kind(name).is_step


def all_kinds() -> Iterator[ActivityKind]:
    return iter(_KINDS.values())
