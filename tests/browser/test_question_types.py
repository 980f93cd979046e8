"""Each type of question in a real browser: by the keyboard alone, by its roles and names, without script, on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ADMIN, ADMIN_PASSWORD
from tests.browser.person import Person, tab_to
from tests.courses.quizzes.bank import KINDS, RIGHT

pytestmark = pytest.mark.browser
PASSWORD = "ten-kinds-of-question"
PREPARE = f"""
import json
from accounts.api import register_person
from courses.quizzes.compiled import quiz_of
from tests.courses.quizzes.bank import quiz
from tests.factories.quizzes import make_quiz, start

activity = make_quiz(quiz(copies=1))
made = {{"slug": activity.version.course.slug}}
for name in ("Keys", "Plain"):
    email = f"{{name.lower()}}@types.example"
    attempt = start(register_person(email=email, name=f"Kim {{name}}", password={PASSWORD!r}), activity)
    kinds = [quiz_of(activity).items[key].type for key in attempt.items]
    made[name] = {{"email": email, "id": str(attempt.public_id), "kinds": kinds}}
print("MADE " + json.dumps(made))
"""
STEPS = ["Hold the action.", "Open the source.", "Say what it says.", "Name who decides."]
# The right answer to each question of the bank: the role and the name of each control, and what is chosen or typed there.
CONTROLS: dict[str, list[tuple[str, str, str]]] = {
    "single": [("radio", "Open the source.", "")],
    "multiple": [("checkbox", "Open the sheet.", ""), ("checkbox", "Recompute the share.", "")],
    "truefalse": [("radio", "False", "")],
    "numeric": [("textbox", "Your answer in orders", "1,188")],
    "short": [("textbox", "Your answer", "two points")],
    "match": [
        ("combobox", "98 %", "Did this happen?"),
        ("combobox", "5.1 million", "Before or after costs?"),
        ("combobox", "95 % in June", "Which period?"),
    ],
    "order": [("button", f"Move up: {step}", "") for step in reversed(STEPS)],
    "cloze": [
        ("combobox", "Gap 1", "both as unverified"),
        ("textbox", "Gap 2", "Source opened"),
        ("textbox", "Gap 3", "3,3"),
    ],
    "spot": [("checkbox", "On time was 97 %.", ""), ("checkbox", "Savings reached 4.2 million.", "")],
    "confidence": [("radio", "Open the source.", ""), ("radio", "100 %", "")],
}


class Learner:
    """A learner in an open attempt; `enter` gives a browser in which she is signed in."""

    def __init__(self, made: dict, session: dict) -> None:
        self.made, self.session = made, session

    def number(self, kind: str) -> int:
        return int(self.made["kinds"].index(kind)) + 1

    def path(self, place: str | int) -> str:
        return f"/learn/quizzes/attempts/{self.made['id']}/{place}/"


@pytest.fixture(scope="module")
def prepared(site):
    """A course with ten questions, and an open attempt for each of two learners."""
    return site.asked(PREPARE)


@pytest.fixture(scope="module")
def learners(site, chromium, prepared):
    """Two learners with the same ten questions: one has a keyboard, the other's browser runs no script."""
    found = {}
    for name in ("Keys", "Plain"):
        made = prepared[name]
        context = chromium.new_context()
        Person(context.new_page(), site.address).sign_in(made["email"], PASSWORD)
        found[name] = Learner(made, context.storage_state())
        context.close()
    return found


def held(page: Page, number: int) -> dict[str, list[str]]:
    """What the controls of a question hold: the end of each name → its values, as the form would send them."""
    sent = page.locator("form[data-quiz]").evaluate("form => [...new FormData(form)]")
    found: dict[str, list[str]] = {}
    for name, value in sent:
        own, _dash, suffix = name.partition("-")
        if own == f"q{number}" and suffix not in ("how", "flag"):
            found.setdefault(suffix, []).append(value)
    return {
        suffix: sorted(values) for suffix, values in found.items()
    }  # choices stand in another order for each learner


def by_key(page: Page, role: str, control: Locator, name: str, wanted: str) -> None:
    """Reach a control and answer with it; no key but those that a keyboard has."""
    if role == "radio":
        group = control.get_attribute("name")
        tab_into(page, str(group))
        page.keyboard.press("Space")
        for _other in range(6):
            if control.is_checked():
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrow keys never reached “{name}”")
    if role == "button":
        while control.is_enabled():
            tab_to(page, name)
            page.keyboard.press("Enter")
        return
    tab_to(page, name)
    if role == "checkbox":
        page.keyboard.press("Space")
    elif role == "textbox":
        page.keyboard.type(wanted)
    else:
        for _other in range(8):
            if control.locator("option:checked").inner_text() == wanted:
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrow keys never reached “{wanted}”")


def tab_into(page: Page, group: str) -> None:
    """Press Tab until the focus is in this group of radio buttons."""
    for _ in range(60):
        if page.evaluate("document.activeElement.name") == group:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached the group {group}")


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_is_heard_answered_and_kept_by_the_keyboard_alone(learners, new_person, kind):
    kim = learners["Keys"]
    number = kim.number(kind)
    person = new_person(storage_state=kim.session)
    page = person.page
    person.go(kim.path(number))
    asked = page.get_by_role("group", name=f"Question q{KINDS.index(kind) + 1:02d}.1: what now?")
    expect(asked.get_by_role("heading", level=1)).to_be_visible()
    for role, name, wanted in CONTROLS[kind]:
        control = asked.get_by_role(role, name=name, exact=True)
        expect(control).to_have_count(1)
        by_key(page, role, control, name, wanted)
    page.keyboard.press("Tab")
    expect(page.locator("[data-saved] span")).to_have_text(re.compile(r"^Saved \d"))
    page.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('quiz:'))")
    person.look(f"{kind} by keyboard", sizes=["narrow"])
    page.reload()  # nothing waits in the browser any more: what is shown came from the server
    assert held(page, number) == RIGHT[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_is_answered_on_a_phone_without_script(learners, new_person, kind):
    kim = learners["Plain"]
    number = kim.number(kind)
    person = new_person(storage_state=kim.session, java_script_enabled=False)
    page = person.page
    page.set_viewport_size({"width": 390, "height": 844})
    person.go(kim.path(number))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    fill(page, number, kind)
    person.press("Save and finish" if number == len(KINDS) else "Save and continue")
    page.wait_for_url(f"**{kim.path('finish' if number == len(KINDS) else number + 1)}")
    person.go(kim.path(number))
    assert held(page, number) == RIGHT[kind]


def fill(page: Page, number: int, kind: str) -> None:
    """Answer rightly with the plain controls of the page."""
    for suffix, values in RIGHT[kind].items():
        name = f"q{number}-{suffix}" if suffix else f"q{number}"
        for value in values:
            field = page.locator(f"[name='{name}']").first
            tag, way = field.evaluate("field => [field.tagName, field.type]")
            if tag == "SELECT":
                field.select_option(value)
            elif way in ("radio", "checkbox"):
                page.locator(f"[name='{name}'][value='{value}']").check()
            else:
                field.fill(value)


def test_ten_types_on_one_form_are_handed_in_without_script_and_earn_every_point(learners, new_person):
    kim = learners["Plain"]
    looking = new_person(storage_state=kim.session)  # what looks at a page is itself a script
    looking.go(kim.path("all"))
    looking.look("ten types on one form")
    person = new_person(storage_state=kim.session, java_script_enabled=False)
    person.go(kim.path("all"))
    for kind in KINDS:
        fill(person.page, kim.number(kind), kind)
    person.press("Save and finish")
    person.sees("Every question has an answer")
    person.press("Hand in")
    person.sees("10 of 10.")


def test_an_author_tries_an_answer_and_reads_what_it_earns(prepared, new_person):
    author = new_person()
    author.sign_in(ADMIN, ADMIN_PASSWORD)
    author.go(f"/programme/courses/{prepared['slug']}/marking/")
    author.page.get_by_label("Question", exact=True).select_option("q06.1")
    author.press("Show question")
    for name, wanted in (("98 %", "Did this happen?"), ("95 % in June", "Which period?")):
        author.page.get_by_role("combobox", name=name).select_option(label=wanted)
    author.press("Mark this answer")
    author.sees("0.667 of 1 points")
    author.look("an author tries an answer")
