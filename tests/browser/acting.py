"""Plays a lab's own action files (JSONL) through the page: each act by the control that a learner would use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

from labs.sessions.engine.player import NOT_ARGUMENTS

MOST_WAIT = 30_000


class LabActor:
    """One learner in one lab. `typed` gives the words that stand for an intent, where they are typed, not pressed."""

    def __init__(self, page: Page, typed: Mapping[str, str] | None = None) -> None:
        self.page, self.typed = page, typed or {}
        self.named: dict[str, int] = {}

    @property
    def is_over(self) -> bool:
        return "/learn/labs/sessions/" not in self.page.url or self.page.url.rstrip("/").endswith("/debrief")

    def act(self, line: Mapping[str, Any]) -> None:
        """One act; returns once the page shows what came of it."""
        name = str(line["act"])
        left_out = ("act", "id", "in") if name == "wait" else ("act", *NOT_ARGUMENTS)
        arguments = {name: value for name, value in line.items() if name not in left_out}
        self.settle()
        before = self.step()
        getattr(self, f"_{name}", self._form)(name, arguments)
        self.page.wait_for_function(
            "before => document.querySelector('[data-lab]')?.dataset.seq !== before",
            arg=before,
            timeout=MOST_WAIT,
        )
        self.settle()
        if "id" in line:
            newest = self.page.locator("[data-key^=done-]").first.get_attribute("data-key") or ""
            self.named[str(line["id"])] = int(newest.removeprefix("done-"))

    def step(self) -> str:
        """How far the log is, as the page knows it."""
        return self.page.locator("[data-lab]").get_attribute("data-seq") or ""

    def settle(self) -> None:
        """Wait until the avatar has spoken."""
        expect(self.page.locator("#live")).to_have_count(0, timeout=MOST_WAIT)

    def leave(self) -> None:
        self.settle()
        self.page.get_by_role("button", name="End lab").click()
        self.page.wait_for_url(re.compile("/debrief/"))

    # acts that have a control of their own ------------------------------------------------------------------

    def _ask(self, _name: str, arguments: dict[str, Any]) -> None:
        intent = str(arguments["intent"])
        if intent in self.typed:
            self.page.locator("#say").fill(self.typed[intent])
            self.page.keyboard.press("Enter")
            return
        self._press(self.page.locator(f"form[data-key=chips] button[name=intent][value='{intent}']").first)

    def _say(self, _name: str, arguments: dict[str, Any]) -> None:
        self.page.locator("#say").fill(str(arguments["text"]))
        self.page.keyboard.press("Enter")

    def _open(self, _name: str, arguments: dict[str, Any]) -> None:
        """The file in the list; then its page and its view, if others are wanted."""
        document = str(arguments["doc"])
        self._press(self.page.locator(f".files form:has([name=doc][value='{document}']) button").first)
        expect(self.page.locator("section.doc")).to_be_visible()
        for name in ("page", "view"):
            if name in arguments:
                self._turn_to(name, str(arguments[name]))

    def _turn_to(self, name: str, value: str) -> None:
        button = self.page.locator(f"section.doc button[name={name}][value='{value}']")
        if button.count():
            before = self.step()
            self._press(button.first)
            self.page.wait_for_function(
                "before => document.querySelector('[data-lab]').dataset.seq !== before",
                arg=before,
                timeout=MOST_WAIT,
            )

    def _challenge(self, _name: str, arguments: dict[str, Any]) -> None:
        self._press(self.page.locator(f"form[data-key=challenge] button[value='{arguments['kind']}']"))

    def _decide(self, _name: str, arguments: dict[str, Any]) -> None:
        form = self.page.locator(f"form[data-key='decide-{arguments['proposal']}']")
        self._press(form.locator(f"button[value='{arguments['decision']}']"))

    def _undo(self, _name: str, arguments: dict[str, Any]) -> None:
        seq = self.named[str(arguments["of"])]
        self._press(self.page.locator(f"[data-key='done-{seq}'] button"))

    def _hint(self, _name: str, _arguments: dict[str, Any]) -> None:
        self._press(self.page.locator("form[data-key=next-hint] button"))

    def _finish(self, _name: str, _arguments: dict[str, Any]) -> None:
        self.leave()

    def _note(self, _name: str, arguments: dict[str, Any]) -> None:
        form = self._fill_note(arguments)
        self._press(form.get_by_role("button", name="Save the note"))

    def _commit(self, _name: str, arguments: dict[str, Any]) -> None:
        option = arguments.pop("option", None)
        form = self._fill_note(arguments)
        wanted = form.locator(f"button[name=option][value='{option}']" if option else "button[name=option]")
        self._press(wanted.first)

    def _fill_note(self, arguments: dict[str, Any]) -> Locator:
        form = self.page.locator("form[data-key=note]")
        for name, value in arguments.items():
            noted = f"note-{name}"
            self._fill(form, noted if form.locator(f"[name='{noted}']").count() else name, value)
        return form

    # everything else is a form ------------------------------------------------------------------------------

    def _form(self, name: str, arguments: dict[str, Any]) -> None:
        form = self.page.locator(f"form[data-key='form-{name}']").first
        sheet = f"sheet-{name}"
        if self.page.locator(f"#{sheet}").count():
            self._press(self.page.locator(f".work button[popovertarget='{sheet}']").first)
            expect(self.page.locator(f"#{sheet}")).to_be_visible()
        for field, value in arguments.items():
            self._fill(form, "text" if field == "reason" and name == "escalate" else field, value)
        self._press(form.locator("button[type=submit]").first)

    def _fill(self, form: Locator, name: str, value: Any) -> None:
        """Set one control; a list or a box that may be ticked is left with exactly these values."""
        controls = form.locator(f"[name='{name}']")
        assert controls.count(), f"no control for {name} in {form}"
        kind = controls.first.evaluate("field => field.tagName === 'SELECT' ? 'select' : field.type")
        if kind == "hidden":
            return
        self._reveal(controls.first)
        if kind == "select":
            controls.first.select_option(str(value))
        elif kind == "radio":
            form.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            wanted = {str(one) for one in (value if isinstance(value, list) else [value])}
            for control in controls.all():
                control.set_checked(control.get_attribute("value") in wanted)
        else:
            controls.first.fill(str(value))

    def _press(self, button: Locator) -> None:
        self._reveal(button)
        button.click()

    def _reveal(self, control: Locator) -> None:
        """Open what the control lies in, as a person does: by its summary, from the outside in."""
        expect(control).to_be_attached(timeout=MOST_WAIT)
        closed = control.locator("xpath=ancestor::details[not(@open)]")
        while closed.count():
            closed.first.locator("> summary").click()
