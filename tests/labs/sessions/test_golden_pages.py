"""Every lab by each of its four written conducts, through the session and its pages: the points are those that the author proved."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from labs.evaluation.engine.rubric import Result, score
from labs.evaluation.services import score_session
from labs.models import ScenarioVersion
from labs.scenarios.engine.build import build_scenario
from labs.scenarios.engine.scenario import Scenario
from labs.sessions.engine.player import Player, read_lines
from labs.sessions.models import Mode
from labs.workplace.engine.render import render
from tests.cast import Cast
from tests.factories.labs import make_lab_activity, start_lab
from tests.labs.page_player import PagePlayer
from tests.labs.shipped import packages

BANDS = ("excellent", "adequate", "poor", "critical")


def scored_labs() -> list[str]:
    return [name for name, package in packages().items() if package["lab"]["kind"] == "scored"]


def first_assessed(package: dict[str, Any]) -> str:
    """The variant that a first assessed run takes."""
    return next(v for v in package["lab"]["variants"] if "assessed" in package["variants"][v]["modes"])


def lines_of(scenario: Scenario, conduct: str) -> list[dict[str, Any]]:
    """The conduct's acts in this variant, each at the price that the page asks for it."""
    names = scenario.office.schema.variables
    text = packages()[scenario.id]["tests"][f"{conduct}.jsonl"]
    found = []
    for line in read_lines(text):
        if scenario.variant in line.get("in", [scenario.variant]):
            held = {key: render(value, names) for key, value in line.items() if key != "in"}
            if held["act"] != "wait":
                held.pop("minutes", None)
            found.append(held)
    return found


def told(result: Result) -> tuple[Any, ...]:
    criteria = [(one.k, one.points) for one in result.criteria]
    return criteria, sorted(one.id for one in result.critical), result.score, result.passed


@pytest.mark.parametrize("conduct", BANDS)
@pytest.mark.parametrize("lab", scored_labs())
def test_a_conduct_earns_on_the_pages_what_it_earns_in_the_proof(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, lab: str, conduct: str
) -> None:
    monkeypatch.setattr(ScenarioVersion, "is_off", False)  # S8 is played here without a clinician
    scenario = build_scenario(packages()[lab], first_assessed(packages()[lab]))
    lines = lines_of(scenario, conduct)
    expected = score(scenario, Player(scenario, "assessed").play(lines).events)
    session = start_lab(cast.lena, mode=Mode.ASSESSED, activity=make_lab_activity(lab))
    client.force_login(cast.lena)
    PagePlayer(client, session).play(lines)
    evaluation = score_session(session_id=session.pk)
    assert evaluation is not None
    found = [(one["k"], one["points"]) for one in evaluation.criteria]
    assert (
        found,
        sorted(one["id"] for one in evaluation.result["critical"]),
        evaluation.points,
        evaluation.passed,
    ) == told(expected)
    debrief = client.post(reverse("labs:rate", args=[session.public_id]), {"rating": "5"}, follow=True)
    shown = unescape(debrief.content.decode())
    assert [one.say for one in expected.critical if one.say not in shown] == []
    assert expected.critical or f"{expected.score} of 10" in shown


def test_time_passes_when_a_learner_lets_it_pass_and_the_page_says_so(client: Client, cast: Cast) -> None:
    session = start_lab(cast.lena, mode=Mode.ASSESSED)
    client.force_login(cast.lena)
    player = PagePlayer(client, session)
    before = session.clock
    player.act({"act": "wait", "minutes": 12})
    session.refresh_from_db()
    assert session.clock == before + 12
    assert "You let 12 minutes pass" in player.page


@pytest.mark.parametrize("minutes", ["0", "-5", "241", "9999", "soon"])
def test_a_wait_that_is_none_keeps_the_form_and_passes_no_time(
    client: Client, cast: Cast, minutes: str
) -> None:
    session = start_lab(cast.lena, mode=Mode.ASSESSED)
    client.force_login(cast.lena)
    before = session.last_seq
    address = reverse("labs:act", args=[session.public_id, "wait"])
    page = client.post(address, {"key": "0123456789abcdef", "minutes": minutes})
    session.refresh_from_db()
    assert (page.status_code, session.last_seq) == (422, before)
