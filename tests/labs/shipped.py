"""The labs that ship with the project, read once for the suite."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from labs.scenarios.engine.build import build_scenario
from labs.scenarios.engine.scenario import Scenario
from labs.scenarios.shelf import shipped_labs

CONTENT = Path(__file__).resolve().parents[2] / "content" / "courses"


@cache
def packages() -> dict[str, dict[str, Any]]:
    """Every shipped lab by its id; none may have a finding."""
    found = {}
    for lab in shipped_labs(CONTENT):
        read, findings = lab.read()
        assert not findings, findings
        assert read is not None
        found[read["lab"]["id"]] = read
    return found


@cache
def scenario(lab: str, variant: str) -> Scenario:
    return build_scenario(packages()[lab], variant)


def variants(*, scored: bool = True) -> list[tuple[str, str]]:
    """(lab, variant) of every shipped lab."""
    return [
        (name, variant)
        for name, package in packages().items()
        if not scored or package["lab"]["kind"] == "scored"
        for variant in package["lab"]["variants"]
    ]
