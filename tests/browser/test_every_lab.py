"""Every lab of the course from its brief to its debrief in a real Chromium, guided and assessed, by its own careful learner."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from labs.evaluation.engine.rubric import score
from labs.scenarios.engine.build import build_scenario
from labs.scenarios.engine.scenario import Scenario
from labs.sessions.engine.player import Player, read_lines
from labs.workplace.engine.render import render
from tests.browser.acting import LabActor
from tests.browser.conftest import ADMIN, ADMIN_PASSWORD, Site
from tests.browser.person import Person
from tests.labs.shipped import packages

pytestmark = pytest.mark.browser
PASSWORD = "a-learner-for-every-lab"
IN_EVERY_RUN = ("s6", "s10")  # the call with captions, and the one with an agent; S1 has two tests of its own


A_POOR_RUN = f"""
from accounts.api import register_person
from courses.api import get_activity_for
from courses.models import Course, Enrolment
from labs.api import Mode, play_run
person = register_person(email="again@journey.example", name="Ari Again", password={PASSWORD!r})
version = Course.objects.get(slug="waico").published
Enrolment.objects.get_or_create(user=person, version=version)
place = get_activity_for(person, version.activities.get(key="s1").public_id, "lab")
made = play_run(place=place, learner=person, mode=Mode.ASSESSED, conduct="poor", key="journey-poor-run", self_rating=9)
print("SESSION", made.session.public_id)
"""


def runs() -> list[Any]:
    """Each lab in each of its modes; all but a few are left to `.ci/independent`."""
    found = []
    for lab, package in packages().items():
        for mode in ("guided", "assessed"):
            if _variant(package, mode):
                marks = [] if lab in IN_EVERY_RUN and mode == "assessed" else [pytest.mark.every_lab]
                found.append(pytest.param(lab, mode, id=f"{lab}-{mode}", marks=marks))
    return found


def _variant(package: dict[str, Any], mode: str) -> str:
    """A first run takes the first variant that is meant for the mode."""
    return next((v for v in package["lab"]["variants"] if mode in package["variants"][v]["modes"]), "")


@pytest.fixture(scope="session")
def learner_of_labs(site: Site) -> dict[str, str]:
    """A learner who is enrolled: the path of each lab by its id."""
    code = f"""
from accounts.api import register_person
from courses.models import Course, Enrolment
person = register_person(email="labs@journey.example", name="Lou Labs", password={PASSWORD!r})
version = Course.objects.get(slug="waico").published
Enrolment.objects.get_or_create(user=person, version=version)
from datetime import date
from labs.scenarios.selectors import sensitive_scenarios
from labs.scenarios.services import record_safety_review
for scenario in sensitive_scenarios():  # this world is for tests: no clinician has read it
    record_safety_review(scenario=scenario, clinician="Nobody", profession="test", reviewed_on=date(2026, 1, 1),
                         statement="For this test world only.", actor=person)
for activity in version.activities.filter(kind="lab"):
    print("PATH", activity.spec["id"], activity.public_id)
"""
    told = site.manage("shell", "-v0", stdin=code)
    return dict(re.findall(r"PATH (\S+) ([0-9a-f-]{36})", told))


def lines_of(scenario: Scenario, package: dict[str, Any], conduct: str) -> list[dict[str, Any]]:
    """The acts of a conduct in this variant, each at the price the page asks for it."""
    text = package["tests"].get(f"{conduct}.jsonl", "")
    names = scenario.office.schema.variables
    found = []
    for line in read_lines(text):
        priced = () if line["act"] == "wait" else ("minutes",)  # a wait is as long as it says
        held = {key: render(value, names) for key, value in line.items() if key not in ("in", *priced)}
        if scenario.variant in line.get("in", [scenario.variant]):
            found.append(held)
    return found


@pytest.mark.parametrize(("lab", "mode"), runs())
def test_a_lab_from_its_brief_to_its_debrief(
    site: Site, new_person, learner_of_labs: dict[str, str], lab: str, mode: str
) -> None:
    package = packages()[lab]
    scenario = build_scenario(package, _variant(package, mode))
    lines = lines_of(scenario, package, "excellent")
    expected = score(scenario, Player(scenario, mode).play(lines).events)
    lou: Person = new_person()
    lou.sign_in("labs@journey.example", PASSWORD)
    lou.go(f"/learn/labs/{learner_of_labs[lab]}/")
    lou.page.get_by_role("radio", name=re.compile("Practice" if mode == "guided" else "Assessed")).check()
    lou.press("Enter the lab")
    lou.page.wait_for_url("**/learn/labs/sessions/**")
    typed = {act.id: act.chip for act in scenario.script.acts.values() if act.chip}
    actor = LabActor(lou.page, typed if mode == "guided" else None)
    actor.settle()
    expect(lou.page.locator(".msg-ai .ai-badge").first).to_be_visible()
    for number, line in enumerate(lines):
        actor.act(line)
        if number == len(lines) // 2:
            lou.look(f"{lab}, {mode}, half way")
    if not actor.is_over:
        actor.leave()
    if scenario.kind == "scored":
        lou.page.locator("input[name=rating]").nth(8).check(force=True)
        lou.press("Show the result")
        expect(lou.page.locator("h1")).to_contain_text(f"{expected.score} of 10")
    else:
        expect(lou.page.locator("h1")).to_contain_text(
            f"You met {len(scenario.goals)} of {len(scenario.goals)}"
        )
    lou.look(f"{lab}, {mode}, debrief")


@pytest.mark.every_lab
def test_a_learner_tries_again_and_leaves_a_lab_without_a_trace(
    site: Site, new_person, learner_of_labs: dict[str, str]
) -> None:
    told = site.manage("shell", "-v0", stdin=A_POOR_RUN)
    session = re.search(r"SESSION ([0-9a-f-]{36})", told)
    assert session is not None, told
    lou: Person = new_person()
    lou.sign_in("again@journey.example", PASSWORD)
    lou.go(f"/learn/labs/sessions/{session[1]}/debrief/")
    decision = lou.page.locator(".transcript article", has_text="Decision").first
    decision.get_by_text("Add a note").click()
    decision.locator("textarea").fill("I was in a hurry.")
    decision.get_by_role("button", name="Keep the note").click()
    lou.sees("I was in a hurry.")
    lou.look("debrief with a note")
    lou.page.locator(".transcript article", has_text="Decision").first.get_by_role(
        "button", name="Try again from here"
    ).click()
    lou.page.wait_for_url("**/learn/labs/sessions/**")
    lou.sees("it does not count")
    actor = LabActor(lou.page)
    actor.act({"act": "commit", "option": "withhold"})
    lou.page.locator("input[name=rating]").nth(4).check(force=True)
    lou.press("Show the result")
    lou.page.get_by_role("link", name=re.compile("^Assessed, ")).click()
    lou.sees("Two runs side by side")
    lou.look("two runs side by side")

    lou.go(f"/learn/labs/{learner_of_labs['s8']}/")
    lou.page.get_by_text("Crisis numbers").click()
    lou.look("sensitive lab, brief")
    lou.press("Enter the lab")
    lou.page.wait_for_url("**/learn/labs/sessions/**")
    LabActor(lou.page).settle()
    lou.press("Leave or get help")
    lou.press("Leave and delete")
    lou.sees("You chose another way")
    lou.look("sensitive lab, left")
    staff: Person = new_person()
    staff.sign_in(ADMIN, ADMIN_PASSWORD)
    for path in ("misses", "sensitive"):
        staff.go(f"/reviews/{path}/")
        staff.look(f"reviews {path}")
