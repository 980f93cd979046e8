"""A new person in a real browser: signs up, types the code, adds a passkey, signs in with it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django import Settings

from accounts.mail.models import OutgoingMail
from accounts.models import User
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def page() -> Iterator[Page]:
    """A page in Chromium that has a passkey device built in, and that fails on any console error."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        context = browser.new_context()
        opened = context.new_page()
        devices = context.new_cdp_session(opened)
        devices.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        complaints: list[str] = []
        opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        yield opened
        assert [text for text in complaints if "Content Security Policy" in text] == []
        browser.close()


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: Any = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [violation["id"] for violation in found["violations"]]


def code_from_mail() -> str:
    found = re.search(r"^  (\S+)$", OutgoingMail.objects.latest("id").body_text, re.MULTILINE)
    assert found is not None
    return found[1]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_new_person_signs_up_and_later_signs_in_with_a_passkey(
    page: Page, live_server: Any, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # mail stays in the outbox
    home = live_server.url.replace("127.0.0.1", "localhost")
    page.goto(f"{home}/accounts/signup/?next=/account/")
    assert violations(page) == []
    page.get_by_label("Name").fill("Nora New")
    page.get_by_label("Email").fill("nora@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Create the account")
    expect(page.get_by_role("heading", name="Type the code from the mail")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Code").fill(code_from_mail())
    press(page, "Go on")
    expect(page.get_by_role("heading", name="Nora New")).to_be_visible()
    assert page.url == f"{home}/account/"
    assert User.objects.get().time_zone != ""

    page.goto(f"{home}/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Go on")
    page.get_by_label("Name").fill("Laptop")
    page.locator("input[name=passwordless]").check()
    press(page, "Add the passkey")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert violations(page) == []

    page.goto(f"{home}/account/")
    press(page, "Sign out")
    page.goto(f"{home}/accounts/login/?next=/account/privacy/")
    press(page, "Use a passkey")
    expect(page.get_by_role("heading", name="Your data", level=1)).to_be_visible()
    assert page.url == f"{home}/account/privacy/"
