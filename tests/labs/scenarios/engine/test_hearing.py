"""The matcher against fresh words of every shipped lab, and against words that mean nothing here."""

from __future__ import annotations

import pytest
import yaml

from labs.scenarios.engine.hearing import hear, measure
from labs.scenarios.engine.lint import leave_one_out
from labs.scenarios.shelf import find_lab
from tests.labs.shipped import CONTENT, packages, scenario

NONSENSE = [
    "recommend a pizza place",
    "who won the football game",
    "translate this to japanese",
    "my dog is sick",
    "asdf qwer",
    "purple monkey dishwasher",
    "lorem ipsum dolor",
    "i like trains",
    "do you play chess",
]


def script(lab: str):
    return scenario(lab, packages()[lab]["lab"]["variants"][0]).script


def fresh(lab: str) -> dict:
    path = CONTENT / "waico" / "labs" / find_lab(CONTENT, lab).name / "fresh.yaml"
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.mark.parametrize("lab", packages())
def test_three_of_four_fresh_sentences_are_understood_and_few_asked_back(lab):
    words = fresh(lab)
    assert set(words) == set(script(lab).scenes)
    for found in measure(list(hear(script(lab), words))):
        assert found.total >= 30, found
        assert found.top_1 >= 0.75, found
        assert found.clarify <= 0.15, found


@pytest.mark.parametrize("lab", packages())
def test_fresh_words_are_fresh(lab):
    known = {example for act in script(lab).acts.values() for example in (*act.examples, act.chip)}
    assert [w for acts in fresh(lab).values() for words in acts.values() for w in words if w in known] == []


@pytest.mark.parametrize("lab", packages())
def test_four_of_five_examples_are_recognised_by_the_others(lab):
    for scene, (hits, total, missed) in leave_one_out(script(lab)).items():
        assert hits / total >= 0.8, (scene, missed)


@pytest.mark.parametrize("lab", packages())
def test_most_nonsense_is_asked_back_and_not_guessed(lab):
    played = script(lab)
    first = next(iter(played.scenes))
    heard = list(hear(played, {first: {"": NONSENSE}}))
    assert sum(h.taken_for in ("", "not_known", "know") for h in heard) >= 6, heard
