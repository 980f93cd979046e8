"""The conversation as the page shows it: messages with their sources and claims, chips, documents and mails."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from labs.scenarios.engine.scenario import Scenario
from labs.sessions.documents import as_lines, as_page
from labs.sessions.pages import Chip, Cite, DocRow, MadeClaim, Message, OpenDocument
from labs.sessions.wording import claim_text, clock_text, describe, kind_name, title_of
from labs.workplace.engine.events import Event
from labs.workplace.engine.render import fill_canaries
from labs.workplace.engine.world import Log

HIDDEN_IN_TALK = frozenset({"calc.enter", "note.edited", "session.ended", "confidence.set"})
SHOWN_CHIPS = 4


def numbers_of(scenario: Scenario) -> dict[str, int]:
    """Documents by the number a citation shows."""
    return {doc: place for place, doc in enumerate(scenario.documents, start=1)}


def claims_of(scenario: Scenario, log: Log) -> dict[str, MadeClaim]:
    """Claims that were made, with what the learner did about each."""
    flags: dict[str, str] = {}
    checks: dict[str, str] = {}
    for event in log.events:
        if event.seq in log.world.undone:
            continue
        if event.type == "claim.flag":
            flags[str(event.params["claim"])] = scenario.label(str(event.params["reason"]))
        elif event.type == "claim.verify":
            checks[str(event.params["claim"])] = title_of(scenario, str(event.params["source"]))
    return {
        claim: MadeClaim(
            claim,
            claim_text(scenario, claim),
            claim in flags,
            flags.get(claim, ""),
            checks.get(claim, ""),
        )
        for claim in log.world.claims
    }


def messages_of(scenario: Scenario, log: Log, *, is_assessed: bool) -> tuple[Message, ...]:
    """The whole conversation, oldest first."""
    claims = claims_of(scenario, log)
    numbers = numbers_of(scenario)
    found: list[Message] = []
    asked_source = False
    for place, event in enumerate(log.events):
        if event.type == "msg.learner":
            asked_source = "source" in str(event.params.get("intent", ""))
            found.append(_mine(scenario, event))
        elif event.type == "persona.challenge":
            asked_source = event.params.get("kind") == "source"
            found.append(_note(event, describe(event, scenario)))
        elif event.type == "msg.avatar":
            shows = not is_assessed or asked_source
            found.append(
                _avatar(scenario, event, log.events[place + 1 :], claims, numbers, shows, is_assessed)
            )
        elif event.type == "msg.person":
            who = scenario.label(str(event.params.get("by", "")))
            text = event.private.get("text", "")
            at, tag = clock_text(event.clock), _("Simulated person")
            found.append(Message("person", event.seq, who, text, clock=at, tag=tag, is_erased=not text))
        elif event.type not in HIDDEN_IN_TALK and (line := describe(event, scenario)):
            found.append(_note(event, line))
    return tuple(found)


def _note(event: Event, text: str) -> Message:
    return Message("note", event.seq, text=text, clock=clock_text(event.clock))


def _mine(scenario: Scenario, event: Event) -> Message:
    intent = str(event.params.get("intent") or "")
    text = event.private.get("text", "") or scenario.chips.get(intent, "")
    turn = int(event.params.get("turn") or 0)
    return Message("me", event.seq, text=text, turn=turn, clock=clock_text(event.clock), is_erased=not text)


def _avatar(
    scenario: Scenario,
    event: Event,
    later: Sequence[Event],
    claims: dict[str, MadeClaim],
    numbers: dict[str, int],
    shows_sources: bool,
    is_assessed: bool,
) -> Message:
    made: list[str] = []
    for after in later:
        if after.type != "claim.made":
            break
        made.append(str(after.params["claim"]))
    cites = [str(doc) for doc in event.params.get("cites") or ()]
    said = event.private.get("text", "")
    kind, who, tag = speaker_of(scenario, event)
    return Message(
        kind=kind,
        seq=event.seq,
        who=who,
        tag=tag,
        text=said,
        turn=int(event.params.get("turn") or 0),
        clock=clock_text(event.clock),
        cites=tuple(
            Cite(doc, numbers.get(doc, 0), title_of(scenario, doc))
            for doc in (cites if shows_sources else [])
        ),
        claims=tuple(claims[claim] for claim in made if claim in claims),
        is_interrupted=event.params.get("interrupted") == "yes",
        says_no_source=not is_assessed and bool(made) and not cites,
        is_erased=not said,
    )


def speaker_of(scenario: Scenario, event: Event) -> tuple[str, str, str]:
    """Who speaks, or is spoken to: (kind, name, tag). Parts that a lab gives to others are no avatar's."""
    part = scenario.speakers.get(str(event.params.get("speaker") or event.params.get("to") or ""))
    if part is None or part["kind"] == "avatar":
        return "ai", str((part or scenario.persona["identity"])["name"]), ""
    return ("caller" if part["kind"] == "unverified" else "person"), part["name"], part["label"]


def chips_of(scenario: Scenario, log: Log) -> tuple[tuple[Chip, ...], tuple[Chip, ...]]:
    """Chips for this scene, and all others under “More”."""
    offered: list[str] = []
    for event in reversed(log.events):
        if event.type == "msg.avatar":
            offered = [str(act) for act in event.params.get("chips") or ()]
            break
    here = [*offered, *scenario.script.candidates(log.world.scene)]
    order = [act for act in dict.fromkeys(here) if act in scenario.chips]
    rest = [act for act in scenario.chips if act not in order]
    shown = order[: max(SHOWN_CHIPS, len(offered))]
    more = [act for act in [*order, *rest] if act not in shown]
    return _chips(scenario, shown), _chips(scenario, more)


def _chips(scenario: Scenario, acts: Sequence[str]) -> tuple[Chip, ...]:
    return tuple(Chip("ask", act, scenario.chips[act]) for act in acts)


def day(value: str) -> str:
    try:
        return date_format(date.fromisoformat(value), "j F")
    except ValueError:
        return value


def document_rows(scenario: Scenario, log: Log, *, is_assessed: bool) -> tuple[DocRow, ...]:
    """Documents and mails. Assessed: name, kind and date alone."""
    numbers = numbers_of(scenario)
    opened = set(log.world.documents)
    rows = []
    for document in scenario.documents.values():
        kind = kind_name(document.kind)
        parts = [kind, day(document.as_of)]
        if not is_assessed:
            parts = [
                kind,
                scenario.label(document.status.lower()) if document.status else "",
                day(document.as_of),
            ]
            parts.append(_("opened by you") if document.id in opened else _("not opened"))
        is_mail = document.kind == "mail"
        title = document.title if is_mail else title_of(scenario, document.id)
        rows.append(
            DocRow(
                document.id,
                f"{document.owner}: {title}" if is_mail else title,
                ", ".join(part for part in parts if part),
                is_mail,
                document.id in opened,
                numbers[document.id],
            )
        )
    return tuple(rows)


def open_document(
    scenario: Scenario, log: Log, wanted: tuple[str, int, str], *, is_assessed: bool
) -> OpenDocument | None:
    """The page that the learner has open; only one that the log says was opened."""
    doc, number, view = wanted
    if f"{doc}|{number}|{view}" not in log.world.pages or doc not in scenario.documents:
        return None
    document = scenario.documents[doc]
    page = document.page(number)
    if page is None:
        return None
    numbers = [one.number for one in document.pages]
    place = numbers.index(number)
    return OpenDocument(
        id=doc,
        title=document.title if document.kind == "mail" else title_of(scenario, doc),
        meta=", ".join(part for part in (kind_name(document.kind), day(document.as_of)) if part),
        kind=document.kind,
        kind_name=kind_name(document.kind),
        owner=document.owner,
        subject=document.title,
        status=scenario.label(document.status.lower()) if document.status and not is_assessed else "",
        page=number,
        view=view,
        html=as_page(fill_canaries(page.text, log.salt)),
        lines=tuple(as_lines(fill_canaries(page.plain, log.salt))),
        previous_page=numbers[place - 1] if place else None,
        next_page=numbers[place + 1] if place + 1 < len(numbers) else None,
        number_of_pages=len(numbers),
    )
