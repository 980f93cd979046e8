"""From activities to competencies to frameworks: coverage as numbers and gaps. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LEVELS = ("F", "P", "S")


@dataclass(frozen=True)
class Served:
    """One activity or question and the competency it serves."""

    competency: str
    level: str
    kind: str


@dataclass(frozen=True)
class Coverage:
    """How a course serves one competency. `by_level` counts lessons, `by_kind` everything."""

    competency: str
    name: str
    short: str
    by_kind: Mapping[str, int]
    by_level: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())


@dataclass(frozen=True)
class Reference:
    """One place in a public framework, and the competencies that lead to it."""

    framework: str
    framework_name: str
    url: str
    reference: str
    competencies: tuple[str, ...]
    served: int

    @property
    def is_served(self) -> bool:
        return self.served > 0


def coverage(model: Mapping[str, Any], served: Iterable[Served]) -> list[Coverage]:
    """Every competency of the model, in its order, with what serves it; nothing serves an unknown one."""
    counted: dict[str, tuple[dict[str, int], dict[str, int]]] = {key: ({}, {}) for key in model}
    for one in served:
        if one.competency not in counted:
            continue
        kinds, levels = counted[one.competency]
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
        if one.level in LEVELS:
            levels[one.level] = levels.get(one.level, 0) + 1
    return [
        Coverage(key, str(entry.get("name", key)), str(entry.get("short", "")), *counted[key])
        for key, entry in model.items()
    ]


def crosswalk(file: Mapping[str, Any], found: Iterable[Coverage]) -> list[Reference]:
    """Every reference of every framework, with the competencies that name it and how much serves them."""
    totals = {one.competency: one.total for one in found}
    frameworks: Mapping[str, Any] = file.get("frameworks") or {}
    named: dict[tuple[str, str], list[str]] = {}
    for key, entry in (file.get("competencies") or {}).items():
        for framework, references in (entry.get("crosswalk") or {}).items():
            for reference in references:
                named.setdefault((framework, str(reference)), []).append(key)
    order = list(frameworks)
    return [
        Reference(
            framework=framework,
            framework_name=str((frameworks.get(framework) or {}).get("name", framework)),
            url=str((frameworks.get(framework) or {}).get("url", "")),
            reference=reference,
            competencies=tuple(keys),
            served=sum(totals.get(key, 0) for key in keys),
        )
        for (framework, reference), keys in sorted(
            named.items(), key=lambda item: order.index(item[0][0]) if item[0][0] in order else len(order)
        )
    ]


def gaps(found: Iterable[Coverage]) -> list[str]:
    """Competencies that nothing serves."""
    return [one.competency for one in found if not one.total]
