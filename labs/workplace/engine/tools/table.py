"""The tools themselves: each reads a log and clean arguments and says which events follow, and what the caller sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from labs.workplace.engine.events import UNDOABLE, Draft
from labs.workplace.engine.office import Answer, Office, Person
from labs.workplace.engine.render import fill_canaries
from labs.workplace.engine.rules import Evaluator
from labs.workplace.engine.world import Log

Args = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """What a tool did: events to add, and what the caller is shown."""

    drafts: tuple[Draft, ...]
    result: Mapping[str, Any]


class Refused(Exception):
    """The tool will not do this now; `why` is a word of the event table."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


Tool = Callable[[Log, Args], Done]


def _one(kind: str, params: Mapping[str, Any], private: Mapping[str, str] | None = None) -> Done:
    return Done((Draft("learner", kind, params, private or {}),), {})


def _given(args: Args, *names: str) -> dict[str, Any]:
    return {name: args[name] for name in names if name in args}


def open_document(log: Log, args: Args) -> Done:
    """Show a page, laid out or as plain text; its claims are made by showing it."""
    document = log.office.documents.get(args["doc"])
    if document is None:
        raise Refused("no_such_document")
    number, view = int(args.get("page", document.pages[0].number)), str(args.get("view", "page"))
    page = document.page(number)
    if page is None:
        raise Refused("no_such_page")
    drafts = [Draft("learner", "doc.open", {"id": document.id, "page": number, "view": view})]
    for claim in (*document.claims.get(0, ()), *document.claims.get(number, ())):
        if claim not in log.world.claims:
            drafts.append(Draft("engine", "claim.made", {"claim": claim}))
    text = fill_canaries(page.plain if view == "plain" else page.text, log.salt)
    return Done(tuple(drafts), {"doc": document.id, "page": number, "view": view, "text": text})


def flag(log: Log, args: Args) -> Done:
    """Mark a claim that was made as faulty, with a reason."""
    _made(log, args["claim"])
    return _one("claim.flag", _given(args, "claim", "reason"))


def verify(log: Log, args: Args) -> Done:
    """Compare a claim with a source that was opened."""
    _made(log, args["claim"])
    if args["source"] not in log.world.documents:
        raise Refused("source_not_opened")
    return _one("claim.verify", _given(args, "claim", "source", "result"))


def _made(log: Log, claim: str) -> None:
    if claim not in log.world.claims:
        raise Refused("claim_not_made")


def calculate(_log: Log, args: Args) -> Done:
    """Type a number into a field of the calculator."""
    return _one("calc.enter", _given(args, "field", "value"))


def rate(_log: Log, args: Args) -> Done:
    """State one's own confidence, before or after."""
    return _one("confidence.set", _given(args, "item", "value", "phase"))


def challenge(log: Log, args: Args) -> Done:
    """Ask the avatar for its source, mandate, date or identity; it may answer."""
    act = log.office.challenges.get(args["kind"])
    return _one("persona.challenge", {"kind": args["kind"], **({"act": act} if act else {})})


def contact(log: Log, args: Args) -> Done:
    """Call, mail, chat with or go to a person of the directory; who is asked may answer."""
    channel = args.get("channel", "call")
    params = {"to": args["to"], "channel": channel, **_given(args, "number_source")}
    drafts = [Draft("learner", "contact.human", params, _given(args, "text"))]
    person = log.office.people.get(args["to"])
    said = _answer(log, person, channel, args.get("number_source", "directory")) if person else None
    if person is None or said is None:
        return Done(tuple(drafts), {"to": args["to"], "say": ""})
    place, answer = said
    turn = sum(1 for e in log.events if e.type == "contact.human")
    pick = int(sha256(f"{log.salt}|{person.id}".encode()).hexdigest(), 16) + turn
    text = answer.say[pick % len(answer.say)]
    drafts.append(Draft("person", "msg.person", {"by": person.id, "reply": place}, {"text": text}))
    drafts += [
        Draft("person", "claim.made", {"claim": c}) for c in answer.claims if c not in log.world.claims
    ]
    return Done(tuple(drafts), {"to": person.id, "say": text})


def _answer(log: Log, person: Person, channel: str, source: str) -> tuple[int, Answer] | None:
    evaluator = Evaluator(log.events, log.office.schema)
    for place, answer in enumerate(person.answers):
        fits = answer.channel in ("", channel) and answer.number_source in ("", source)
        if fits and (answer.when is None or evaluator.value(answer.when)):
            return place, answer
    return None


def mail(log: Log, args: Args) -> Done:
    """Write to a person at the address in the directory."""
    return contact(log, {**args, "channel": "mail", "number_source": "directory"})


def escalate(_log: Log, args: Args) -> Done:
    """Hand the matter over to a person, for good."""
    return _one("escalate", _given(args, "to"), _given(args, "reason"))


def submit(_log: Log, args: Args) -> Done:
    """Act in the workplace: order, release, pay, hold, move."""
    return _one("action.submit", _given(args, "type", "n"))


def paste(log: Log, args: Args) -> Done:
    """Give the avatar a piece of text; its class decides whether that was right."""
    snippet = log.office.snippets.get(str(args.get("snippet", "")))
    if snippet is not None:
        return _one(
            "data.paste", {"class": snippet.data_class, "n": args.get("n", snippet.n), "snippet": snippet.id}
        )
    if "class" not in args:
        raise Refused("bad_arguments")
    return _one("data.paste", _given(args, "class", "n"))


def redact(_log: Log, args: Args) -> Done:
    """Black out names and other parts before sharing."""
    return _one("redact.apply", _given(args, "n"))


def report(log: Log, args: Args) -> Done:
    """File a ticket; a claim among the references must have been made."""
    refs = list(args.get("refs", []))
    for ref in refs:
        if ref in (log.office.schema.domain("claim") or ()):
            _made(log, ref)
    return _one("report.file", {**_given(args, "type", "names"), "refs": refs}, _given(args, "text"))


def hand_over(_log: Log, args: Args) -> Done:
    """Bring a person in together, in one call."""
    return _one("handoff.warm", _given(args, "to"))


def improve(_log: Log, args: Args) -> Done:
    """Propose a change so that this does not happen again."""
    return _one("improve.propose", _given(args, "kind"))


def decide(log: Log, args: Args) -> Done:
    """Approve, edit or reject what the avatar proposed. Approval does what the card says, in the learner's name."""
    state = log.world.proposals.get(args["proposal"])
    if state is None:
        raise Refused("no_such_proposal")
    if state != "open":
        raise Refused("already_decided")
    proposal = log.office.proposals[args["proposal"]]
    params: dict[str, Any] = {"id": proposal.id, "decision": args["decision"]}
    drafts = [Draft("learner", "proposal.decided", params)]
    if args["decision"] != "reject":
        params["fields"] = {**proposal.fills, **_fields(log.office, args)}
        params |= {} if params["fields"] else {"fields": {}}
        more = {"n": proposal.n} if proposal.n is not None else {}
        drafts += [
            Draft("learner", "action.submit", {"type": kind, "proposal": proposal.id, **more})
            for kind in proposal.submits
        ]
    return Done(tuple(drafts), {"note": dict(params.get("fields", {}))})


def _fields(office: Office, args: Args) -> dict[str, Any]:
    return _given(args, "option", "label", "refs", "rationale", *office.note_fields)


def write_note(log: Log, args: Args) -> Done:
    """Fill in the note; nothing leaves the desk yet."""
    return _one("note.edited", {"fields": _fields(log.office, args)}, _given(args, "text"))


def undo(log: Log, args: Args) -> Done:
    """Take an act back, where that is possible."""
    target = int(args["of"])
    if target not in log.world.undoable:
        raise Refused("nothing_to_undo")
    event = log.events[target - 1]
    if event.type not in UNDOABLE or event.params.get("type") in log.office.irreversible:
        raise Refused("cannot_be_undone")
    return _one("act.undone", {"target": target})


def wait(log: Log, args: Args) -> Done:
    """Let lab time pass."""
    return _one("time.passed", {"minutes": int(args.get("minutes", log.office.learner_tools.get("wait", 5)))})


def use_hint(log: Log, _args: Args) -> Done:
    """Open the next hint of a guided run."""
    return _one("hint.used", {"hint": log.world.hints + 1})


def commit(log: Log, args: Args) -> Done:
    """Decide, once: takes what the note holds, the arguments win. Nothing can be undone after it."""
    fields = {"refs": [], **log.office.commit_defaults, **log.world.note, **_fields(log.office, args)}
    texts = [e.private.get("text", "") for e in log.events if e.type == "note.edited"]
    text = args.get("text") or next((t for t in reversed(texts) if t), "")
    private = {"text": text} if text else {}
    return _one("decision.commit", {**fields, "words": len(text.split())}, private)


LEARNER_TOOLS: Mapping[str, Tool] = {
    "open": open_document,
    "flag": flag,
    "verify": verify,
    "calc": calculate,
    "confidence": rate,
    "challenge": challenge,
    "contact": contact,
    "mail": mail,
    "escalate": escalate,
    "submit": submit,
    "paste": paste,
    "redact": redact,
    "report": report,
    "handoff": hand_over,
    "improve": improve,
    "decide": decide,
    "note": write_note,
    "undo": undo,
    "wait": wait,
    "hint": use_hint,
    "commit": commit,
}
# `ask` and `say` talk, `finish` leaves: the session machine answers these. What an avatar may call, and how:
AVATAR_TOOLS: Mapping[str, str] = {
    "heard": "read",
    "cite": "read",
    "claim": "read",
    "look_up": "read",
    "suggest": "read",
    "propose": "write",
}
AFTER_COMMIT = frozenset(
    {"open", "contact", "mail", "report", "handoff", "escalate", "improve", "wait", "finish"}
)
