"""Reading in a real browser: a term on hover and focus, Escape, a highlight, and all of it without script."""

from __future__ import annotations

import json
import textwrap

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
PASSWORD = "a-reader-with-a-marker"
PREPARE = """
import json
from accounts.api import register_person
from courses.models import Activity, Enrolment

person = register_person(email="%s@reading.example", name="Noor Haddad", password="%s")
activity = Activity.objects.get(key="m1.l4", version__course__slug="waico", version__course__published__isnull=False)
Enrolment.objects.create(user=person, version=activity.version)
print("MADE " + json.dumps(f"/learn/lessons/{activity.public_id}/"))
"""
SELECT = """() => {
  const node = [...document.querySelectorAll("[data-place] > p")].find((one) => one.textContent.includes("You cannot."));
  const range = document.createRange();
  range.setStart(node.firstChild, 0);
  range.setEnd(node.firstChild, 11);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
WORDS = "You cannot."


def lesson_of(site: Site, name: str) -> str:
    said = site.manage("shell", "-v0", stdin=textwrap.dedent(PREPARE % (name, PASSWORD)))
    return str(json.loads(said.split("MADE ", 1)[1].splitlines()[0]))


def test_a_term_is_explained_on_hover_and_on_focus_and_escape_closes_it(site, new_person):
    place, noor = lesson_of(site, "terms"), new_person()
    noor.sign_in("terms@reading.example", PASSWORD)
    noor.go(place)
    term = noor.page.locator(".term-box a.term").first
    tip = noor.page.locator(".term-tip").first
    expect(tip).to_be_hidden()
    term.hover()
    expect(tip).to_be_visible()
    noor.page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    noor.page.mouse.move(0, 0)
    term.focus()
    expect(tip).to_be_visible()
    assert term.get_attribute("aria-describedby") == tip.get_attribute("id")


def test_chosen_words_become_a_highlight_that_is_there_the_next_time(site, new_person):
    place, noor = lesson_of(site, "marks"), new_person()
    noor.sign_in("marks@reading.example", PASSWORD)
    noor.go(place)
    noor.page.evaluate(SELECT)
    noor.press("Highlight")
    expect(noor.page.locator("#notes [data-quote]")).to_have_text(WORDS)
    noor.go(place)
    expect(noor.page.locator("#notes [data-quote]")).to_have_text(WORDS)
    painted = noor.page.evaluate("() => [...CSS.highlights.get('mine')].map((range) => range.toString())")
    assert painted == [WORDS]
    noor.look("lesson with a highlight")


def test_without_script_a_passage_is_kept_by_the_form(site, new_person):
    place, noor = lesson_of(site, "plain"), new_person(java_script_enabled=False)
    noor.sign_in("plain@reading.example", PASSWORD)
    noor.go(place)
    noor.page.get_by_label("Passage to highlight (optional)").fill(WORDS)
    noor.page.get_by_label("To section").select_option("See")
    noor.press("Keep note")
    expect(noor.page.locator("#notes [data-quote]")).to_have_text(WORDS)
