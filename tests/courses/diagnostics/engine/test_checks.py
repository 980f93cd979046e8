"""What an author of a readiness check is told."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from courses.diagnostics.engine.checks import check_form
from courses.diagnostics.engine.specs import DiagnosticFile
from tests.factories.diagnostics import form, raw_form

KNOWN = [f"C{n}" for n in range(1, 9)]


def changed(letter: str, change: Any) -> DiagnosticFile:
    data = copy.deepcopy(raw_form(letter))
    change(data)
    return DiagnosticFile.model_validate(data)


def rules(made: DiagnosticFile, **others: DiagnosticFile) -> list[str]:
    return [finding.rule for finding in check_form(made, competencies=KNOWN, others=others)]


@pytest.mark.parametrize("letter", ["A", "B"])
def test_the_forms_of_the_course_are_sound(letter):
    other = "B" if letter == "A" else "A"
    assert check_form(form(letter), competencies=KNOWN, others={other: form(other)}) == []


def two_best(data):
    for option in data["items"][0]["options"]:
        option["points"] = 2 if option["points"] == 1 else option["points"]


def harm_that_pays(data):
    next(option for option in data["items"][0]["options"] if option["points"] == 2)["harmful"] = True


def twice(data):
    data["items"][1]["id"] = data["items"][0]["id"]


def same_act(data):
    data["items"][0]["options"][1]["t"] = data["items"][0]["options"][0]["t"]


def one_less(data):
    data["items"].pop()


def stranger(data):
    data["items"][0]["competency"] = "X9"


def in_two_clusters(data):
    data["clusters"]["verify_calibrate"] = ["C1", "C3", "C4"]


def short_anchor(data):
    data["short"] = ["da.02"]


def short_nothing(data):
    data["short"] = ["da.99"]


def short_twice(data):
    data["short"] = ["da.01", "da.01"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (two_best, ["diagnostic.key", "diagnostic.key"]),  # two best acts, and none that can be defended
        (harm_that_pays, ["diagnostic.key"]),
        (twice, ["diagnostic.key", "diagnostic.short"]),  # which of the two the short check means is open
        (same_act, ["diagnostic.key"]),
        (one_less, ["diagnostic.balance"]),
        (stranger, ["diagnostic.reference", "diagnostic.balance"]),
        (in_two_clusters, ["diagnostic.balance", "diagnostic.balance"]),
        (short_anchor, ["diagnostic.short"]),
        (short_nothing, ["diagnostic.short"]),
        (short_twice, ["diagnostic.short"]),
    ],
)
def test_each_slip_is_named(change, rule):
    assert rules(changed("A", change)) == rule


def test_a_competency_that_the_course_does_not_have_is_named():
    found = check_form(form("A"), competencies=["C1"], others={})
    assert {finding.rule for finding in found} == {"diagnostic.reference"}
    assert len(found) == 7


def test_twins_must_name_each_other_and_agree():
    def loose(data):
        data["items"][0]["pair"] = "db.02"

    def harder(data):
        data["items"][0]["b"] = 0.5

    def other_clusters(data):
        data["clusters"] = {"all": [f"C{n}" for n in range(1, 9)]}

    assert rules(changed("A", loose), B=form("B")) == ["diagnostic.twin"]
    assert rules(changed("A", harder), B=form("B")) == ["diagnostic.twin"]
    assert rules(changed("A", other_clusters), B=form("B")) == ["diagnostic.twin"]


def test_a_place_that_a_guess_would_find_is_a_warning():
    def always_first(data):
        for item in data["items"]:
            item["options"].sort(key=lambda option: -option["points"])

    found = check_form(changed("A", always_first), competencies=KNOWN, others={})
    assert [(finding.rule, finding.is_warning) for finding in found] == [("diagnostic.place", True)]


def test_a_scale_without_even_steps_is_refused():
    with pytest.raises(ValueError, match="confidence scale"):
        changed("A", lambda data: data.update(confidence={"min": 50, "max": 100, "step": 30}))
