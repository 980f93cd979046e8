"""Says in plain words what an event was, and what an engine's word means."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from labs.guardrails.engine.redaction import PERSONAL
from labs.scenarios.engine.scenario import Scenario
from labs.workplace.engine.events import Event

CODE = re.compile(r"[A-Z0-9]")


def clock_text(minutes: int) -> str:
    """Lab time as people read it."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def refusal_text(word: str) -> str:
    """Why the workplace did not do an act."""
    known = {
        "claim_not_made": _("Nobody has said this yet, so it cannot be marked."),
        "source_not_opened": _("Open the source first, then compare."),
        "no_such_document": _("There is no such document here."),
        "no_such_page": _("The document has no such page."),
        "no_such_proposal": _("There is no such proposal."),
        "already_decided": _("You have decided this already."),
        "nothing_to_undo": _("There is nothing to take back here."),
        "cannot_be_undone": _("This cannot be taken back."),
        "not_allowed": _("This is not possible in this lab."),
        "bad_arguments": _("Something in this form does not fit. Look at it again."),
        "committed": _("You have decided. Nothing can be changed after that."),
        "no_turns_left": _("All turns of this lab are used. You can still decide."),
        "too_many_events": _("This lab is full. Decide, or end it."),
        "session_over": _("This lab has ended."),
        "avatar_is_speaking": _("The avatar is still writing. Wait for it, or stop it."),
    }
    return known.get(word, _("That was not possible just now."))


def field_label(scenario: Scenario, name: str) -> str:
    """The label of a figure to write or to work out; never the avatar's own sentence about it."""
    for key in (f"field.{name}", name):
        if key in scenario.labels:
            return str(scenario.labels[key])
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def claim_text(scenario: Scenario, claim: str) -> str:
    """A claim in the avatar's words."""
    spec = scenario.claims.get(claim)
    return str(spec["text"]) if spec else scenario.label(claim)


def title_of(scenario: Scenario, doc: str) -> str:
    """A document by the name people use for it: its number where it has one (POL-12), else its title."""
    document = scenario.documents.get(doc)
    has_number = document is not None and document.kind != "mail" and CODE.search(doc) is not None
    return doc if has_number else scenario.label(doc)


def kind_name(kind: str) -> str:
    """What sort of paper it is."""
    known = {
        "bid": _("Bid"),
        "calendar": _("Calendar"),
        "chat": _("Chat"),
        "directory": _("Directory"),
        "file": _("File"),
        "invoice": _("Invoice"),
        "log": _("Log"),
        "mail": _("Mail"),
        "memo": _("Memo"),
        "policy": _("Policy"),
        "sheet": _("Sheet"),
        "slides": _("Slides"),
        "ticket": _("Ticket"),
    }
    return known.get(kind, kind.replace("_", " ").capitalize())


def _names(scenario: Scenario, words: Any) -> str:
    found = (
        f"“{claim_text(scenario, str(word))}”" if word in scenario.claims else title_of(scenario, str(word))
        for word in words or ()
    )
    return ", ".join(found) or _("nothing")


def describe(event: Event, scenario: Scenario) -> str:
    """One line for a timeline; empty for events that a timeline does not show."""
    p = event.params
    label = scenario.label

    def of(name: str) -> str:
        return label(str(p.get(name, "")))

    match event.type:
        case "doc.open":
            plain = p.get("view") == "plain"
            doc = title_of(scenario, str(p.get("id", "")))
            return (
                _("Opened %(doc)s as plain text") % {"doc": doc}
                if plain
                else _("Opened %(doc)s") % {"doc": doc}
            )
        case "claim.flag":
            return _("Flagged “%(claim)s”: %(reason)s") % {
                "claim": claim_text(scenario, str(p.get("claim", ""))),
                "reason": of("reason"),
            }
        case "claim.verify":
            return _("Compared “%(claim)s” with %(doc)s: %(result)s") % {
                "claim": claim_text(scenario, str(p.get("claim", ""))),
                "doc": title_of(scenario, str(p.get("source", ""))),
                "result": of("result"),
            }
        case "calc.enter":
            return _("Worked out %(field)s: %(value)s") % {
                "field": field_label(scenario, str(p.get("field", ""))),
                "value": figure(p.get("value")),
            }
        case "confidence.set":
            return _("Said how sure: %(value)s of 100") % {"value": figure(p.get("value"))}
        case "persona.challenge":
            return _("Asked for: %(kind)s") % {"kind": of("kind")}
        case "contact.human":
            return _("Contacted %(person)s (%(channel)s)") % {"person": of("to"), "channel": of("channel")}
        case "escalate":
            return _("Handed over to %(person)s") % {"person": of("to")}
        case "action.submit":
            return _("Did: %(what)s") % {"what": of("type")}
        case "data.paste":
            return _("Gave the avatar text of class %(what)s") % {"what": p.get("class", "")}
        case "redact.apply":
            return _("Blacked out %(n)s parts") % {"n": figure(p.get("n"))}
        case "report.file":
            return _("Filed ticket %(type)s with: %(refs)s") % {
                "type": p.get("type", ""),
                "refs": _names(scenario, p.get("refs")),
            }
        case "handoff.warm":
            return _("Brought in %(person)s") % {"person": of("to")}
        case "improve.propose":
            return _("Proposed: %(what)s") % {"what": of("kind")}
        case "proposal.made":
            return _("Proposal in the tray: %(what)s") % {"what": of("id")}
        case "proposal.decided":
            said = {"approve": _("Approved"), "edit": _("Took over to edit"), "reject": _("Rejected")}
            return f"{said.get(str(p.get('decision')), '')}: {of('id')}"
        case "note.edited":
            return _("Saved the note")
        case "decision.commit":
            return _("Decided: %(what)s") % {"what": of("option")}
        case "act.undone":
            return _("Took an act back")
        case "time.passed":
            n = int(p.get("minutes") or 0)
            return ngettext("You let %(n)s minute pass", "You let %(n)s minutes pass", n) % {"n": n}
        case "hint.used":
            return _("Opened hint %(n)s") % {"n": figure(p.get("hint"))}
        case "system.error":
            return _("The model did not answer. The scripted avatar went on.")
        case "budget.warning":
            return _("%(budget)s: little is left") % {"budget": budget_name(str(p.get("meter", "")))}
        case "budget.exhausted" if p.get("meter") in ("tokens", "money"):
            return _("The model’s budget is used up. The scripted avatar goes on; nothing is lost.")
        case "budget.exhausted":
            return _("%(budget)s: nothing is left") % {"budget": budget_name(str(p.get("meter", "")))}
        case "guard.redacted" if p.get("kind") in PERSONAL:
            return _("Masked before it went to the model: %(kind)s, %(n)s") % {
                "kind": personal_name(str(p["kind"])),
                "n": figure(p.get("n")),
            }
        case "session.ended":
            return ended_text(str(p.get("how", "")))
        case _:
            return ""


def budget_name(meter: str) -> str:
    """A budget as a person reads it."""
    return {
        "turns": _("Turns"),
        "chars": _("Characters"),
        "tokens": _("Words of the model"),
        "money": _("Money for the model"),
        "time": _("Time"),
    }.get(meter, _("A budget"))


def personal_name(kind: str) -> str:
    """A kind of personal data."""
    return {
        "mail": _("mail addresses"),
        "phone": _("phone numbers"),
        "iban": _("bank accounts"),
        "card": _("card numbers"),
        "id_number": _("id numbers"),
        "secret": _("access keys"),
        "name": _("names"),
    }.get(kind, kind)


def looks_like(kind: str) -> str:
    """What a part of a message looks like, for the person who is about to send it."""
    return {
        "mail": _("a mail address"),
        "phone": _("a phone number"),
        "iban": _("a bank account"),
        "card": _("a card number"),
        "id_number": _("an id number"),
        "secret": _("an access key"),
        "password": _("a password"),
    }.get(kind, kind)


def ended_text(how: str) -> str:
    """How a session came to its end."""
    return {
        "committed": _("The lab ended with your decision"),
        "timeout": _("The time was over"),
        "left": _("The lab was left"),
        "critical": _("A critical act ended the lab"),
        "killed": _("The lab was stopped by the people who run it"),
        "withdrawn": _("You left the lab; nothing of it was kept"),
    }.get(how, _("The lab ended"))


def figure(value: Any) -> str:
    """A number as people write it: 3,043 and 93.7."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value if value is not None else "")
    return f"{value:,}" if float(value).is_integer() else f"{value:,.6f}".rstrip("0")
