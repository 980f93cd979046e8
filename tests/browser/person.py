"""What a person does in a browser, and how a page is looked at."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Page

expect.set_options(timeout=30_000)  # a worker or a cold library may take its time on a busy machine
SHOTS = os.environ.get(
    "BROWSER_SHOTS", ""
)  # a folder: every page that is looked at is kept there as a picture
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
MOST_TABS = 120


def tab_to(page: Page, name: str, *, within: str = "body") -> None:
    """Press Tab until what has the focus is called so; nothing is clicked."""
    script = """(name) => {
        const at = document.activeElement;
        const label = at.labels?.[0]?.innerText || at.getAttribute("aria-label") || at.innerText || "";
        return label.replace(/\\s+/g, " ").trim().startsWith(name);
    }"""
    for _ in range(MOST_TABS):
        if page.evaluate(script, name) and page.locator(f"{within} :focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached “{name}”")


class Person:
    """One person at one browser. `looked_at` names every page that was checked on the way."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.problems: list[str] = []
        self.looked_at: list[str] = []
        self.acts = 0  # pages opened, fields filled, buttons and links pressed: what a person's hand does
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self._hear("error", str(error)))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error":
            self.problems.append(f"{self.page.url}: {text}")

    def go(self, path: str) -> None:
        self.acts += 1
        self.page.goto(self.address + path)

    def look(self, name: str, *, sizes: Iterable[str] = SIZES) -> None:
        """Light and dark, wide and narrow: axe finds nothing, nothing runs out of the side, the console is silent."""
        for theme in ("light", "dark"):
            for size in sizes:
                width, height = SIZES[size]
                self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                self.page.set_viewport_size({"width": width, "height": height})
                if SHOTS:
                    shot = Path(SHOTS) / f"{name.replace(', ', '-').replace(' ', '-')}-{theme}-{width}.png"
                    self.page.screenshot(path=shot, full_page=True)
                found = Axe().run(self.page).response["violations"]
                told = [(one["id"], [node["html"][:160] for node in one["nodes"][:2]]) for one in found]
                assert told == [], f"{name}, {theme}, {size}: {told}"
                overflow = self.page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                assert overflow <= 0, f"{name}, {size}: the page is {overflow} px too wide"
        self.page.set_viewport_size({"width": 1440, "height": 900})
        self.page.emulate_media(color_scheme="light")
        assert self.problems == [], self.problems
        self.looked_at.append(name)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press the button of that name, the first one that can be seen."""
        self.acts += 1
        self.page.get_by_role("button", name=name).filter(visible=True).first.click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.acts += 1
        self.page.get_by_role("link", name=name).filter(visible=True).first.click()

    def fill(self, within: str, **values: str) -> None:
        """Fill fields of one form by their names; a list is chosen from, a day is typed."""
        form = self.page.locator(within).first
        for name, value in values.items():
            self.acts += 1
            field = form.locator(f"[name={name}]").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def send(self, within: str, button: str = "button[type=submit]") -> None:
        """Send one form, and wait for the page that answers."""
        self.acts += 1
        self.page.locator(within).first.locator(button).first.click()
        self.page.wait_for_load_state()

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def sign_in(self, email: str, password: str) -> None:
        self.go("/accounts/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.page.locator("main button[type=submit]").first.click()
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)

    def mailed(self, to: str, pattern: str) -> str:
        """What `pattern` finds (its first group) in a mail to that address in the local outbox; waits for the worker."""
        for _attempt in range(60):
            self.go("/outbox/")
            for index in range(self.page.locator("tr", has_text=to).count()):
                self.go("/outbox/")
                self.page.locator("tr", has_text=to).nth(index).get_by_role("link").first.click()
                found = re.search(pattern, self.page.inner_text("main"), re.MULTILINE)
                if found:
                    return found[1]
            self.page.wait_for_timeout(500)
        raise AssertionError(f"No mail to {to} with {pattern} arrived in 30 seconds.")
