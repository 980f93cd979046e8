"""The matcher against fresh words of every shipped lab, and against words that mean nothing here."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from labs.scenarios.engine.hearing import hear, measure
from labs.scenarios.engine.lint import leave_one_out
from labs.scenarios.shelf import find_lab
from labs.sessions.engine.player import Player
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


SECOND_EARS = Path(__file__).resolve().parents[1] / "data" / "second_ears.yaml"


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


def second_ears(lab: str) -> dict:
    """Scene → act → sentences of somebody who had read neither examples nor cues."""
    words = yaml.safe_load(SECOND_EARS.read_text("utf-8"))[lab]
    return {scene.id: {act: words[act] for act in scene.expected} for scene in script(lab).scenes.values()}


@pytest.mark.parametrize("lab", packages())
def test_a_stranger_to_the_cues_is_understood_as_well(lab):
    for found in measure(list(hear(script(lab), second_ears(lab)))):
        assert found.total >= 30, found
        assert found.top_1 >= 0.75, found
        assert found.clarify <= 0.15, found


@pytest.mark.parametrize("lab", packages())
def test_words_that_mean_nothing_never_lead_in_circles(lab):
    first = packages()[lab]["lab"]["variants"][-1]
    played = scenario(lab, first)
    mode = "assessed" if "assessed" in played.modes else "guided"
    state = Player(played, mode).play([{"act": "say", "text": words} for words in NONSENSE])
    acts = [event.params["id"] for event in state.events if event.type == "msg.avatar"]
    assert not any(acts[n : n + 3] == ["unknown"] * 3 for n in range(len(acts))), acts


@pytest.mark.parametrize("lab", packages())
def test_fresh_words_are_fresh(lab):
    known = {example for act in script(lab).acts.values() for example in (*act.examples, act.chip)}
    assert [
        w for acts in second_ears(lab).values() for words in acts.values() for w in words if w in known
    ] == []
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
