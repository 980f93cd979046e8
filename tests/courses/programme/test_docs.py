"""The drawings in docs/programme.md are the state machines in the code, arrow by arrow."""

import re
from pathlib import Path

import pytest

from accounts.agreements.engine import lifecycle
from courses.programme.engine import accreditation

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "programme.md").read_text(encoding="utf-8")
DRAWINGS = re.findall(r"```mermaid\n(.*?)```", PAGE, re.S)
ARROW = re.compile(r"^ +([a-z-]+) --> ([a-z-]+): ([a-z]+) \(([a-z]+)\)$", re.M)


@pytest.mark.parametrize(("number", "engine"), [(0, lifecycle), (1, accreditation)])
def test_the_drawing_has_every_arrow_of_the_code_and_no_other(number, engine):
    drawn = set(ARROW.findall(DRAWINGS[number]))
    known = {
        (source.value, rule.target.value, action.value, rule.party.value)
        for action, rule in engine.RULES.items()
        for source in rule.sources
    }
    assert drawn == known
