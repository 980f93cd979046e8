"""The event table: every kind of event a session may hold, with the parameters a rule may read, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from labs.workplace.engine.canonical import digest, plain

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class EventType:
    """One row of the table.

    `params`: what rules may read, in the order of a pattern. A type is "num", "clock", "set:<domain>" or the
    name of a domain of ids. `extra`: kept and hashed, but no rule reads it. `private`: free text; it lies beside
    the chain and can be erased, the chain holds its salted digest alone.
    """

    by: frozenset[str]
    params: Mapping[str, str] = field(default_factory=dict)
    extra: tuple[str, ...] = ()
    private: tuple[str, ...] = ()


def _row(by: str, /, *, extra: str = "", private: str = "", **params: str) -> EventType:
    names = {"L": "learner", "E": "engine", "A": "avatar", "P": "person"}
    return EventType(
        frozenset(names[letter] for letter in by), params, tuple(extra.split()), tuple(private.split())
    )


EVENTS: Mapping[str, EventType] = {
    "session.started": _row("E", extra="scenario version variant mode seed"),
    "session.ended": _row("E", how="ending"),
    "scene.entered": _row("E", scene="scene"),
    "disclosure.shown": _row("E", how="disclosure"),
    "msg.learner": _row("L", intent="intent", extra="via turn to", private="text"),
    "msg.avatar": _row(
        "A", id="intent", trap="yesno", extra="turn speaker cites chips engine interrupted", private="text"
    ),
    "msg.person": _row("P", by="human", extra="reply", private="text"),
    "claim.made": _row("AEP", claim="claim"),
    "claim.flag": _row("L", claim="claim", reason="reason"),
    "claim.verify": _row("L", claim="claim", source="doc", result="result"),
    "doc.open": _row("L", id="doc", page="num", view="view"),
    "calc.enter": _row("L", field="field", value="num"),
    "confidence.set": _row("L", item="item", value="num", phase="phase"),
    "persona.challenge": _row("L", kind="challenge", extra="act"),
    "contact.human": _row("L", to="human", channel="channel", number_source="origin", private="text"),
    "escalate": _row("L", to="human", private="reason"),
    "action.submit": _row("L", type="submit", n="num", extra="proposal"),
    "data.paste": _row("L", **{"class": "dataclass", "n": "num"}, extra="snippet"),
    "redact.apply": _row("L", n="num"),
    "report.file": _row("L", type="report", refs="set:ref", names="yesno", private="text"),
    "handoff.warm": _row("L", to="human"),
    "improve.propose": _row("L", kind="improvement"),
    "proposal.made": _row("A", id="proposal"),
    "proposal.decided": _row("L", id="proposal", decision="verdict", extra="fields"),
    "note.edited": _row("L", extra="fields", private="text"),
    "decision.commit": _row(
        "L",
        option="option",
        rationale="set:rationale",
        refs="set:ref",
        label="onoff",
        extra="words",
        private="text",
    ),
    "act.undone": _row("L", target="num"),
    "time.passed": _row("L", minutes="num"),
    "tool.rejected": _row("E", tool="word", why="word", extra="caller"),
    "guard.redacted": _row("E", kind="finding", n="num"),
    "guard.blocked": _row("E", kind="finding", where="place"),
    "guard.leak": _row("E", canary="word", where="place"),
    "budget.warning": _row("E", meter="meter"),
    "budget.exhausted": _row("E", meter="meter"),
    "hint.used": _row("L", hint="num"),
    "system.error": _row("E", what="word"),
    "system.killed": _row("E", level="word"),
    "score.auto": _row("E", points="num", extra="rubric result"),
    "score.judge": _row("E", points="num", extra="rubric result"),
    "score.human": _row("E", points="num", extra="rubric result"),
    "score.override": _row("E", points="num", extra="rubric result"),
}

# Sets that are closed for every lab. A lab adds its own (documents, claims, reasons, people …).
DOMAINS: Mapping[str, frozenset[str]] = {
    name: frozenset(values.split())
    for name, values in {
        "yesno": "yes no",
        "onoff": "on off",
        "phase": "before after",
        "result": "matches differs violates cannot_tell",
        "view": "page plain",
        "verdict": "approve edit reject",
        "dataclass": "Green Amber Red Black",
        "report": "AIC SEC",
        "channel": "call mail chat in_person",
        "origin": "directory message caller",
        "ending": "committed timeout left critical killed",
        "disclosure": "first_turn asked badge",
        "place": "message note mail report reply tool",
        "finding": "mail phone iban card id_number name secret control bidi link human_denial length canary",
        "meter": "turns chars tokens money time rejected events",
    }.items()
}
COMMON: Mapping[str, str] = {"seq": "num", "clock": "clock"}
# A newer event of these kinds, equal in these parameters, takes the place of the older one.
REPLACES: Mapping[str, tuple[str, ...]] = {
    "claim.flag": ("claim",),
    "claim.verify": ("claim", "source"),
    "calc.enter": ("field",),
    "report.file": ("type",),
}
# What a learner may take back before the commit. A call, a sent message or a read page cannot be taken back.
UNDOABLE = frozenset(
    {
        "claim.flag",
        "claim.verify",
        "calc.enter",
        "confidence.set",
        "action.submit",
        "data.paste",
        "redact.apply",
        "report.file",
        "improve.propose",
    }
)
AFTER_THE_END = frozenset({"score.auto", "score.judge", "score.human", "score.override"})


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before it has a place in a log."""

    actor: str
    type: str
    params: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """One fact of a session, in its place in the hash chain."""

    seq: int
    clock: int  # lab minutes since midnight, never wall time
    ts: str  # wall time as the caller gave it; no rule reads it
    actor: str
    type: str
    params: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)
    prev_hash: str = GENESIS
    hash: str = ""
    state_hash: str = ""

    def get(self, name: str) -> Any:
        """The value of a parameter, or of the common ones `seq` and `clock`; None where it has none."""
        if name == "seq":
            return self.seq
        return self.clock if name == "clock" else self.params.get(name)

    def to_row(self) -> dict[str, Any]:
        """A dict that JSON can hold; `from_row` reads it back to an equal event."""
        return {
            "seq": self.seq,
            "clock": self.clock,
            "ts": self.ts,
            "actor": self.actor,
            "type": self.type,
            "params": plain(dict(self.params)),
            "private": dict(self.private),
            "prev_hash": self.prev_hash,
            "hash": self.hash,
            "state_hash": self.state_hash,
        }

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Event:
        """The event of a stored row; erased text comes back as no text."""
        return cls(**{**row, "params": dict(row["params"]), "private": dict(row.get("private") or {})})

    def without_private(self) -> Event:
        """The same event after the person's texts were erased: the chain still verifies."""
        return replace(self, private={})


def draft_error(draft: Draft) -> str:
    """Why a draft does not fit the table; empty if it does."""
    row = EVENTS.get(draft.type)
    if row is None:
        return f"unknown event {draft.type}"
    if draft.actor not in row.by:
        return f"{draft.actor} cannot cause {draft.type}"
    allowed = {*row.params, *row.extra}
    if draft.type == "decision.commit":
        allowed |= set(draft.params)
    strange = sorted((set(draft.params) - allowed) | (set(draft.private) - set(row.private)))
    return f"{draft.type} has no {', '.join(strange)}" if strange else ""


def seal(
    draft: Draft, *, seq: int, clock: int, ts: str, prev_hash: str, salt: str, state_hash: str = ""
) -> Event:
    """Give a draft its place in the chain. Private text enters the hash as a salted digest only."""
    if problem := draft_error(draft):
        raise ValueError(problem)
    params = plain(dict(draft.params))
    for name, text in draft.private.items():
        params[f"{name}_digest"] = sha256(f"{salt}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    event = Event(seq, clock, ts, draft.actor, draft.type, params, dict(draft.private), prev_hash)
    return with_state(event, state_hash)


def with_state(event: Event, state_hash: str) -> Event:
    """The event, closed over the hash of the world after it."""
    event = replace(event, state_hash=state_hash)
    return replace(event, hash=event_hash(event))


def event_hash(event: Event) -> str:
    """The link of the chain: all of the event but its private text."""
    return digest(
        [
            event.prev_hash,
            event.seq,
            event.clock,
            event.ts,
            event.actor,
            event.type,
            dict(event.params),
            event.state_hash,
        ]
    )


def first_broken(events: Sequence[Event]) -> int | None:
    """The seq of the first event that does not fit the chain, or None when the whole log holds."""
    prev = GENESIS
    for place, event in enumerate(events, start=1):
        if event.seq != place or event.prev_hash != prev or event.hash != event_hash(event):
            return event.seq
        prev = event.hash
    return None


def undone(events: Sequence[Event]) -> frozenset[int]:
    """The seqs of events that were taken back, or whose place a newer one took, before the commit."""
    gone: set[int] = set()
    standing: dict[tuple[Any, ...], int] = {}
    committed = False
    for event in events:
        if event.type == "decision.commit":
            committed = True
        elif event.type == "act.undone" and not committed:
            gone.add(int(event.params["target"]))
        if keys := REPLACES.get(event.type):
            key = (event.type, *(event.params.get(k) for k in keys))
            if key in standing and not committed:
                gone.add(standing[key])
            standing[key] = event.seq
    return frozenset(gone)
