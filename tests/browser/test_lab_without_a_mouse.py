"""Lab S1 from start to debrief by keyboard alone, and once more without any script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.person import tab_to

pytestmark = pytest.mark.browser
PASSWORD = "a-learner-for-two-labs"


# The browser's speech is not ours and has no voice in a headless browser: this one is silent and says what it was asked to say.
SILENT_VOICE = """
window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  speak(said) { window.spoken.push(said.text); setTimeout(() => said.onend?.(), 150); },
  cancel() { window.cancelled = true; },
} });
"""


@pytest.fixture(scope="session")
def lab_address(site: Site) -> str:
    """A learner who is enrolled; the path of the lab."""
    code = f"""
from accounts.api import register_person
from courses.models import Course, Enrolment
person = register_person(email="keys@journey.example", name="Kim Keys", password={PASSWORD!r})
version = Course.objects.get(slug="waico").published
Enrolment.objects.get_or_create(user=person, version=version)
print("PATH", version.activities.get(key="s1").public_id)
"""
    told = site.manage("shell", "-v0", stdin=code)
    found = re.search(r"PATH ([0-9a-f-]{36})", told)
    assert found is not None, told
    return f"/learn/labs/{found[1]}/"


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def sign_in(page: Page, site: Site) -> None:
    page.goto(site.address + "/accounts/login/")
    page.locator("[name=login]").focus()
    page.keyboard.type("keys@journey.example")
    page.locator("[name=password]").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/accounts/login" not in address)


@pytest.mark.parametrize("mode", ["Practice", "Assessed"])
def test_the_lab_by_keyboard_alone(site: Site, chromium, lab_address: str, mode: str) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    clicks: list[str] = []
    page.expose_function("clicked", lambda told: clicks.append(told))
    page.add_init_script("addEventListener('pointerdown', (event) => clicked(event.target.outerHTML), true)")
    sign_in(page, site)
    page.goto(site.address + lab_address)
    tab_to(page, "Practice")
    if mode == "Assessed":
        page.keyboard.press("ArrowDown")
    press(page, "Enter the lab")
    page.wait_for_url("**/learn/labs/sessions/**")

    tab_to(page, "Your message to Ilse·L")
    page.keyboard.type("Is that an actual or a target?")
    page.keyboard.press("Enter")
    expect(page.locator(".msg-ai").nth(1)).to_be_visible()
    expect(page.locator("#live")).to_have_count(0, timeout=20_000)

    heard = page.get_by_role("log").aria_snapshot()  # what a screen reader is given
    assert "Is that an actual or a target?" in heard
    assert heard.count("Ilse·L") >= 2
    assert "AI" in heard

    sheet = "KPI-Q2-final" if mode == "Practice" else "SLA-Q2-final"  # an assessed run has other papers
    tab_to(page, sheet, within=".files")
    page.keyboard.press("Enter")
    expect(page.locator(".leaf")).to_be_visible()
    press(page, "Close")
    expect(page.locator(".leaf")).to_have_count(0)

    press(page, "Flag this claim")
    expect(page.locator("#sheet-flag")).to_be_visible()
    tab_to(page, "It is before costs", within="#sheet-flag")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("It is a target or a plan, not what happened")).to_be_checked()
    press(page, "Flag claim")
    expect(page.locator(".msg-note", has_text="Flagged")).to_be_visible()

    tab_to(page, "On time, Q2")
    page.keyboard.type("93.7 %" if mode == "Practice" else "92.4 %")
    tab_to(page, sheet, within="form")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")  # in a field, Enter saves and decides nothing
    expect(page.locator("[name=note-ontime]")).to_have_value("93.7" if mode == "Practice" else "92.4")
    expect(page.locator(".tag.ok", has_text="Matches")).to_have_count(1 if mode == "Practice" else 0)

    press(page, "Send the note")
    page.wait_for_url("**/debrief/")
    tab_to(page, "0")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    press(page, "Show the result")
    expect(page.locator("h1")).to_contain_text("of 10 points")
    assert clicks == []
    context.close()


def test_the_lab_without_any_script(site: Site, chromium, lab_address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    sign_in(page, site)
    page.goto(site.address + lab_address)
    page.get_by_label("Assessed").check()
    page.get_by_role("button", name="Enter the lab").click()
    page.get_by_label("Your message to Ilse·L").fill("How did we do in Q2?")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".msg-ai")).to_have_count(2)
    expect(page.locator(".msg-ai .ai-badge")).to_have_count(2)
    page.get_by_text("Workplace", exact=True).locator("visible=true").first.click()
    page.locator(".filerow", has_text="Sheet").first.click()
    expect(page.locator(".leaf")).to_be_visible()
    page.get_by_role("link", name="Close").click()
    page.get_by_text("Workplace", exact=True).locator("visible=true").first.click()
    page.locator("button[name=option]").last.click()
    expect(page.locator("h1")).to_have_text("How did it go?")
    page.locator("label", has_text=re.compile(r"^3$")).click()
    page.get_by_role("button", name="Show the result").click()
    expect(page.locator("h1")).to_contain_text("of 10 points")

    context.close()


def test_the_avatar_is_read_aloud_with_captions_when_asked_for(
    site: Site, chromium, lab_address: str
) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(SILENT_VOICE)
    sign_in(page, site)
    page.goto(site.address + lab_address)
    page.get_by_role("button", name="Enter the lab").click()
    page.wait_for_url("**/learn/labs/sessions/**")
    expect(page.locator("#live")).to_have_count(0, timeout=20_000)
    assert page.evaluate("window.spoken") == []  # off by default
    aloud = page.get_by_role("button", name="Read aloud")
    aloud.click()
    expect(aloud).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-caption]")).to_be_visible()
    expect(page.locator("[data-caption]")).to_be_hidden(timeout=20_000)
    first = page.evaluate("window.spoken")
    assert first[0] == "Ilse·L"
    page.locator("#say").fill("How did we do in Q2?")
    page.keyboard.press("Enter")
    page.wait_for_function("(before) => window.spoken.length > before", arg=len(first))
    assert page.evaluate("window.spoken")[len(first)] == "Ilse·L"
    expect(page.locator("[data-caption]")).to_be_hidden(timeout=20_000)
    aloud.click()
    expect(aloud).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.cancelled")
    context.close()
