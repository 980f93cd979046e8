"""Reads a version's own competency file; the file is the model, so a version can never disagree with its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from courses.competencies.engine.crosswalk import Coverage, Reference, Served, coverage, crosswalk


def competency_coverage(file: Mapping[str, Any], served: Iterable[Served]) -> list[Coverage]:
    """How each competency of `competencies.yaml` is served."""
    return coverage(file.get("competencies") or {}, served)


def framework_coverage(file: Mapping[str, Any], found: Iterable[Coverage]) -> list[Reference]:
    """What of the public frameworks a course touches, by its own crosswalk."""
    return crosswalk(file, found)
