"""Plays a lab's own action files (JSONL) through its pages without a script: each act by a form that the page just showed.

A value that no control of the page offers is a failure, so a conduct that people cannot follow on the page is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.test import Client
from django.urls import reverse

from benchmarks.pageforms import forms
from labs.models import LabSession
from labs.sessions.engine.player import NOT_ARGUMENTS

Form = dict[str, Any]
CHOSEN = frozenset({"option", "radio", "checkbox", "hidden"})  # controls whose values are given


class NotOnThePage(AssertionError):
    """A learner could not do this here."""


class PagePlayer:
    """One learner with a browser that runs no script."""

    def __init__(self, client: Client, session: LabSession) -> None:
        self.client, self.session = client, session
        self.page = ""
        self.named: dict[str, str] = {}
        self._look(reverse("labs:session", args=[session.public_id]))

    @property
    def is_over(self) -> bool:
        self.session.refresh_from_db()
        return not self.session.is_open

    def play(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """Every act in order, as long as the lab is open; then it is left, where it did not end by itself."""
        for line in lines:
            if self.is_over:
                return
            self.act(line)
        if not self.is_over:
            self.client.post(reverse("labs:end", args=[self.session.public_id]))

    def act(self, line: Mapping[str, Any]) -> None:
        name = str(line["act"])
        arguments = {key: value for key, value in line.items() if key not in ("act", "id", "in")}
        if name != "wait":
            arguments = {key: value for key, value in arguments.items() if key not in NOT_ARGUMENTS}
        if name == "finish":
            self.client.post(reverse("labs:end", args=[self.session.public_id]))
            return
        if name == "open":
            self._open(arguments)
        else:
            if name == "undo":
                arguments["of"] = self.named[str(arguments["of"])]
            if name == "decide":  # what is taken over to be edited is edited in the note
                arguments = {key: arguments[key] for key in ("proposal", "decision")}
            if name == "escalate" and "reason" in arguments:
                arguments["text"] = arguments.pop("reason")
            self._send(name, arguments)
        if "id" in line:
            self.named[str(line["id"])] = self._newest_done()

    def _open(self, arguments: Mapping[str, Any]) -> None:
        """The file in the list; then its page and its view, if others are wanted."""
        self._send("open", {"doc": arguments["doc"]})
        for name, first in (("page", 1), ("view", "page")):
            if arguments.get(name, first) != first:
                self._send("open", {"doc": arguments["doc"], name: arguments[name]})

    def _send(self, act: str, arguments: Mapping[str, Any]) -> None:
        action = reverse("labs:act", args=[self.session.public_id, act])
        holder = reverse("labs:act", args=[self.session.public_id, "commit"]) if act == "note" else action
        if act == "note" and f'formaction="{action}"' not in self.page:
            raise NotOnThePage("The note cannot be saved.")
        for form in forms(self.page):
            if form["attrs"].get("action") == holder:
                body = filled(form, arguments, any_button=act == "commit" and "option" not in arguments)
                if body is not None:
                    self._look(action, body)
                    return
        raise NotOnThePage(f"{act} {dict(arguments)}")

    def _look(self, address: str, body: dict[str, Any] | None = None) -> None:
        found = self.client.get(address) if body is None else self.client.post(address, body, follow=True)
        assert found.status_code == 200, (address, body, found.status_code)
        self.page = found.content.decode()

    def _newest_done(self) -> str:
        undo = reverse("labs:act", args=[self.session.public_id, "undo"])
        return next(
            value
            for form in forms(self.page)
            if form["attrs"].get("action") == undo
            for _kind, name, value, _on in form["fields"]
            if name == "of"
        )


def filled(form: Form, arguments: Mapping[str, Any], *, any_button: bool = False) -> dict[str, Any] | None:
    """What the form sends with these values in its controls; None where it has no control for one of them."""
    body: dict[str, Any] = {}
    offered: dict[str, set[str]] = {}
    free: set[str] = set()
    for kind, name, value, on in form["fields"]:
        if kind in CHOSEN:
            offered.setdefault(name, set()).add(value)
            if kind == "hidden" or on:
                body.setdefault(name, []).append(value)
        else:
            free.add(name)
            body[name] = [value]
    for _kind, name, value, _on in form["buttons"]:
        offered.setdefault(name, set()).add(value)
    for name, value in arguments.items():
        control = f"note-{name}" if f"note-{name}" in offered or f"note-{name}" in free else name
        wanted = [str(one) for one in (value if isinstance(value, list) else [value])]
        if control == "label" and wanted == ["off"]:
            wanted = []
        if control not in free and not set(wanted) <= offered.get(control, set()):
            return None
        body[control] = wanted
    if any_button and form["buttons"]:
        _kind, name, value, _on = form["buttons"][0]
        body[name] = [value]
    return body
