"""The learner's side of the simulated workplace: the note, the tray, and a form for each act the lab allows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from labs.scenarios.engine.build import WEEKDAYS
from labs.scenarios.engine.scenario import Scenario
from labs.sessions.pages import (
    ActForm,
    Chip,
    DoneAct,
    Field,
    MadeClaim,
    Note,
    NoteRow,
    Option,
    PersonRow,
    ProposalCard,
)
from labs.sessions.wording import describe, field_label, figure, title_of
from labs.workplace.engine.world import Log

NOT_BESIDE_THE_TALK = frozenset({"ask", "say", "open", "note", "commit", "undo", "hint", "decide", "finish"})
IN_SHEETS = ("flag", "contact", "escalate", "report")


def options(scenario: Scenario, words: Iterable[str], chosen: Any = ()) -> tuple[Option, ...]:
    picked = {str(one) for one in (chosen if isinstance(chosen, list | tuple) else [chosen])}
    return tuple(Option(word, title_of(scenario, word), word in picked) for word in words)


def note_of(scenario: Scenario, log: Log, *, is_assessed: bool) -> Note | None:
    """The decision as it stands on the learner's desk."""
    office = scenario.office
    choices = office.ids("option")
    if not choices or "commit" not in office.learner_tools:
        return None
    held = {**office.commit_defaults, **log.world.note}
    rows = tuple(
        _note_row(scenario, log, name, kind, held.get(name), is_assessed)
        for name, kind in office.note_fields.items()
    )
    refs = options(scenario, list(scenario.documents), held.get("refs") or [])
    reasons = options(scenario, office.ids("rationale"), held.get("rationale") or [])
    texts = [event.private.get("text", "") for event in log.events if event.type == "note.edited"]
    return Note(
        title=scenario.note_title or _("Your note"),
        rows=rows,
        refs=Field("refs", _("Sources named in the note"), "checks", refs) if refs else None,
        rationale=Field("rationale", _("What it rests on"), "checks", reasons) if reasons else None,
        has_label=True,
        is_labelled=held.get("label") == "on",
        text=next((text for text in reversed(texts) if text), ""),
        words=office.words,
        options=options(scenario, choices),
        can_save="note" in office.learner_tools,
    )


def _note_row(scenario: Scenario, log: Log, name: str, kind: str, value: Any, is_assessed: bool) -> NoteRow:
    label = field_label(scenario, name)
    if kind == "num":
        field = Field(f"note-{name}", label, "number", value=figure(value), is_required=False)
    else:
        words = list(WEEKDAYS) if kind == "weekday" else scenario.office.ids(kind.removeprefix("set:"))
        shape = "checks" if kind.startswith("set:") else "select"
        field = Field(f"note-{name}", label, shape, options(scenario, words, value or ()), is_required=False)
    if is_assessed:
        return NoteRow(field)
    claim = scenario.claims.get(name, {})
    heard = str(claim.get("text", "")) if name in log.world.claims else ""
    check, is_good = _policy_check(scenario, log, claim, value)
    return NoteRow(field, heard, check, is_good)


def _policy_check(scenario: Scenario, log: Log, claim: Any, value: Any) -> tuple[str, bool]:
    """Guided runs say at once whether a figure is the source's; only after the source was opened."""
    source, actual = str(claim.get("source", "")), claim.get("actual")
    if value in (None, "") or not source:
        return "", False
    if source not in log.world.documents:
        return _("No source opened yet"), False
    if str(value) == str(actual):
        return _("Matches %(doc)s") % {"doc": title_of(scenario, source)}, True
    return _("Differs from %(doc)s") % {"doc": title_of(scenario, source)}, False


def proposals_of(scenario: Scenario, log: Log) -> tuple[ProposalCard, ...]:
    """The avatar's tray: nothing in it happens before the learner decides."""
    cards = []
    for name, state in log.world.proposals.items():
        proposal = scenario.office.proposals.get(name)
        if proposal is None:
            continue
        facts = [
            (field_label(scenario, key), _value(scenario, value)) for key, value in proposal.fills.items()
        ]
        facts += [(_("Does"), scenario.label(kind)) for kind in proposal.submits]
        cards.append(ProposalCard(name, proposal.title, proposal.text, tuple(facts), state))
    return tuple(cards)


def _value(scenario: Scenario, value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(title_of(scenario, str(one)) for one in value) or _("none")
    return figure(value)


def people_of(scenario: Scenario) -> tuple[PersonRow, ...]:
    return tuple(PersonRow(p.id, p.name, p.role, p.ext) for p in scenario.people.values())


def done_acts(scenario: Scenario, log: Log) -> tuple[DoneAct, ...]:
    """What can still be taken back, newest first."""
    by_seq = {event.seq: event for event in log.events}
    found = [DoneAct(seq, describe(by_seq[seq], scenario)) for seq in log.world.undoable if seq in by_seq]
    return tuple(act for act in reversed(found) if act.text and act.seq not in log.world.undone)


def challenges_of(scenario: Scenario) -> tuple[Chip, ...]:
    if "challenge" not in scenario.office.learner_tools:
        return ()
    return tuple(Chip("challenge", kind, scenario.label(kind)) for kind in scenario.office.ids("challenge"))


def act_forms(
    scenario: Scenario, log: Log, claims: dict[str, MadeClaim]
) -> tuple[tuple[ActForm, ...], tuple[ActForm, ...]]:
    """Forms that open as sheets from anywhere, and forms in the workplace; only what this lab allows and can fill."""
    forms = {}
    for act, minutes in scenario.office.learner_tools.items():
        if act in NOT_BESIDE_THE_TALK or act == "challenge":
            continue
        made = _FORMS.get(act)
        form = made(scenario, log, claims) if made else None
        if form is not None:
            forms[act] = ActForm(act, form.title, form.button, form.fields, int(minutes), form.intro)
    sheets = tuple(forms[act] for act in IN_SHEETS if act in forms)
    return sheets, tuple(form for act, form in forms.items() if act not in IN_SHEETS)


def _claim_field(claims: dict[str, MadeClaim]) -> Field:
    found = tuple(Option(claim.id, claim.text) for claim in claims.values())
    return Field("claim", _("What was said"), "select", found)


def _select(scenario: Scenario, name: str, label: str, domain: str, *, required: bool = True) -> Field:
    return Field(name, label, "select", options(scenario, scenario.office.ids(domain)), is_required=required)


def _flag(scenario: Scenario, _log: Log, claims: dict[str, MadeClaim]) -> ActForm | None:
    reasons = options(scenario, scenario.office.ids("reason"))
    if not claims or not reasons:
        return None
    fields = (_claim_field(claims), Field("reason", _("Why"), "radios", reasons))
    return ActForm("flag", _("Flag a claim"), _("Flag claim"), fields)


def _verify(scenario: Scenario, log: Log, claims: dict[str, MadeClaim]) -> ActForm | None:
    opened = options(scenario, log.world.documents)
    if not claims or not opened:
        return None
    fields = (
        _claim_field(claims),
        Field("source", _("Source you opened"), "select", opened),
        _select(scenario, "result", _("The source"), "result"),
    )
    return ActForm("verify", _("Compare with a source"), _("Record comparison"), fields)


def _calc(scenario: Scenario, _log: Log, _claims: dict[str, MadeClaim]) -> ActForm | None:
    words = scenario.office.ids("field")
    if not words:
        return None
    named = tuple(Option(word, field_label(scenario, word)) for word in words)
    fields = (Field("field", _("Figure"), "select", named), Field("value", _("Your result"), "number"))
    return ActForm("calc", _("Calculator"), _("Enter result"), fields)


def _confidence(scenario: Scenario, log: Log, _claims: dict[str, MadeClaim]) -> ActForm | None:
    items = scenario.office.ids("item")
    if not items:
        return None
    phase = "before" if log.world.committed_at is None and not log.world.documents else "after"
    named = tuple(Option(word, field_label(scenario, word)) for word in items)
    fields = (
        Field("item", _("About"), "select", named),
        Field("value", _("How sure, 0 to 100"), "number"),
        Field("phase", "", "hidden", value=phase),
    )
    return ActForm("confidence", _("How sure are you?"), _("Note confidence"), fields)


def _contact(scenario: Scenario, _log: Log, _claims: dict[str, MadeClaim]) -> ActForm | None:
    if not scenario.people:
        return None
    fields = (
        Field("to", _("Who"), "select", _people(scenario)),
        _select(scenario, "channel", _("How"), "channel"),
        _select(scenario, "number_source", _("Number or address from"), "origin", required=False),
        Field("text", _("What do they need to know?"), "area", is_required=False),
    )
    return ActForm("contact", _("Ask a person"), _("Contact"), fields, intro=_("They answer if they can."))


def _people(scenario: Scenario) -> tuple[Option, ...]:
    return tuple(
        Option(p.id, ", ".join(part for part in (p.name, p.role) if part)) for p in scenario.people.values()
    )


def _mail(scenario: Scenario, _log: Log, _claims: dict[str, MadeClaim]) -> ActForm | None:
    if not scenario.people:
        return None
    fields = (Field("to", _("To"), "select", _people(scenario)), Field("text", _("Text"), "area"))
    return ActForm("mail", _("Write a mail"), _("Send mail"), fields)


def _escalate(scenario: Scenario, _log: Log, _claims: dict[str, MadeClaim]) -> ActForm | None:
    if not scenario.people:
        return None
    fields = (
        Field("to", _("Who takes over?"), "select", _people(scenario)),
        Field("text", _("Why"), "area", is_required=False),
    )
    intro = _("The matter is theirs from then on.")
    return ActForm("escalate", _("Hand over for good"), _("Hand over"), fields, intro=intro)


def _report(scenario: Scenario, _log: Log, claims: dict[str, MadeClaim]) -> ActForm | None:
    refs = (
        *(Option(claim.id, claim.text) for claim in claims.values()),
        *options(scenario, [d for d in scenario.documents if d in scenario.office.ids("ref")]),
    )
    fields: tuple[Field, ...] = (
        _select(scenario, "type", _("Ticket"), "report"),
        Field("refs", _("Attach"), "checks", tuple(refs), is_required=False),
        Field("text", _("What is wrong, and what is the source?"), "area", is_required=False),
    )
    if (
        scenario.sensitive is not None
    ):  # a ticket about somebody: whether it names them is the learner's choice
        fields += (_select(scenario, "names", _("Does it name people?"), "yesno", required=False),)
    return ActForm("report", _("Report a fault"), _("Send report"), fields)


def _submit(scenario: Scenario, _log: Log, _claims: dict[str, MadeClaim]) -> ActForm | None:
    if not scenario.office.ids("submit"):
        return None
    fields = (
        _select(scenario, "type", _("Act"), "submit"),
        Field("n", _("How many"), "number", is_required=False),
    )
    return ActForm("submit", _("Act in the workplace"), _("Do it"), fields)


def _paste(scenario: Scenario, _log: Log, _claims: dict[str, MadeClaim]) -> ActForm | None:
    if not scenario.office.snippets:
        return None
    named = tuple(Option(s.id, s.text[:80]) for s in scenario.office.snippets.values())
    return ActForm(
        "paste", _("Give the avatar a text"), _("Give text"), (Field("snippet", _("Text"), "select", named),)
    )


def _redact(_scenario: Scenario, _log: Log, _claims: dict[str, MadeClaim]) -> ActForm | None:
    return ActForm(
        "redact", _("Black out parts"), _("Black out"), (Field("n", _("How many parts"), "number"),)
    )


def _handoff(scenario: Scenario, _log: Log, _claims: dict[str, MadeClaim]) -> ActForm | None:
    if not scenario.people:
        return None
    fields = (Field("to", _("Who"), "select", _people(scenario)),)
    return ActForm("handoff", _("Bring a person in"), _("Bring in"), fields)


def _improve(scenario: Scenario, _log: Log, _claims: dict[str, MadeClaim]) -> ActForm | None:
    if not scenario.office.ids("improvement"):
        return None
    fields = (_select(scenario, "kind", _("What should change"), "improvement"),)
    return ActForm("improve", _("Propose an improvement"), _("Propose"), fields)


def _wait(scenario: Scenario, _log: Log, _claims: dict[str, MadeClaim]) -> ActForm | None:
    usual = figure(scenario.office.learner_tools["wait"])
    fields = (Field("minutes", _("Minutes, 1 to 240"), "number", value=usual),)
    return ActForm("wait", _("Let time pass"), _("Wait"), fields, intro=_("The clock of the lab goes on."))


_FORMS = {
    "flag": _flag,
    "verify": _verify,
    "calc": _calc,
    "confidence": _confidence,
    "contact": _contact,
    "mail": _mail,
    "escalate": _escalate,
    "report": _report,
    "submit": _submit,
    "paste": _paste,
    "redact": _redact,
    "handoff": _handoff,
    "improve": _improve,
    "wait": _wait,
}
