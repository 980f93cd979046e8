"""What a new draft changes against a published version, and whether that is major or minor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Size(StrEnum):
    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"


@dataclass(frozen=True)
class Part:
    """One activity of a version, by what can be compared."""

    key: str
    kind: str
    title: str
    digest: str
    is_required: bool = True


@dataclass(frozen=True)
class Changes:
    added: tuple[Part, ...] = ()
    changed: tuple[Part, ...] = ()
    removed: tuple[Part, ...] = ()
    reasons: tuple[str, ...] = ()
    is_other: bool = False

    @property
    def size(self) -> Size:
        if self.reasons:
            return Size.MAJOR
        return Size.MINOR if self.added or self.changed or self.removed or self.is_other else Size.NONE


def compare(
    before: Iterable[Part], after: Iterable[Part], *, major: frozenset[str], requirements_changed: bool
) -> Changes:
    """`major` names the changed activities whose kind says that results may differ now."""
    old = {part.key: part for part in before}
    new = {part.key: part for part in after}
    added = tuple(part for key, part in new.items() if key not in old)
    removed = tuple(part for key, part in old.items() if key not in new)
    changed = tuple(part for key, part in new.items() if key in old and part.digest != old[key].digest)
    reasons = [f"{part.key} was removed" for part in removed if part.is_required]
    reasons += [f"{part.key}: a key or rule changed" for part in changed if part.key in major]
    reasons += ["what a credential asks for changed"] if requirements_changed else []
    return Changes(added, changed, removed, tuple(reasons), is_other=True)


def numbers(version: str) -> tuple[int, int, int]:
    """`1.12.0` → (1, 12, 0)."""
    major, minor, patch = (int(part) for part in version.split("."))
    return major, minor, patch


def number_problem(before: str, after: str, size: Size) -> str:
    """Why the new number does not fit the change; empty when it does. Below 1.0 the middle number counts as major."""
    old, new = numbers(before), numbers(after)
    if new <= old:
        return f"Version {after} does not come after {before}."
    place = 0 if old[0] else 1
    if size is Size.MAJOR and new[: place + 1] <= old[: place + 1]:
        wanted = f"{old[0] + 1}.0.0" if place == 0 else f"0.{old[1] + 1}.0"
        return f"Results may change, so {after} must be at least {wanted}."
    return ""


def requirements_of(credentials: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """What decides about a credential, for comparing two versions."""
    return {name: spec.get("requires") for name, spec in credentials.items()}
