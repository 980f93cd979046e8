"""Plays a stored session again from its own events, and says where the two differ. Needs the texts that were not erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from labs.guardrails.engine.redaction import PERSONAL
from labs.scenarios.engine.scenario import Scenario
from labs.sessions.engine.dialogue import (
    Mode,
    State,
    avatar_failed,
    avatar_said,
    end,
    learner_act,
    model_budget,
    pending,
    scripted_answer,
    start,
    text_masked,
)
from labs.workplace.engine.events import AFTER_THE_END, Draft, Event
from labs.workplace.engine.tools.run import reject

# event → (act, {argument: parameter})
SAME: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "doc.open": ("open", {"doc": "id", "page": "page", "view": "view"}),
    "claim.flag": ("flag", {"claim": "claim", "reason": "reason"}),
    "claim.verify": ("verify", {"claim": "claim", "source": "source", "result": "result"}),
    "calc.enter": ("calc", {"field": "field", "value": "value"}),
    "confidence.set": ("confidence", {"item": "item", "value": "value", "phase": "phase"}),
    "persona.challenge": ("challenge", {"kind": "kind"}),
    "contact.human": ("contact", {"to": "to", "channel": "channel", "number_source": "number_source"}),
    "escalate": ("escalate", {"to": "to"}),
    "action.submit": ("submit", {"type": "type", "n": "n"}),
    "redact.apply": ("redact", {"n": "n"}),
    "report.file": ("report", {"type": "type", "refs": "refs", "names": "names"}),
    "handoff.warm": ("handoff", {"to": "to"}),
    "improve.propose": ("improve", {"kind": "kind"}),
    "act.undone": ("undo", {"of": "target"}),
    "time.passed": ("wait", {"minutes": "minutes"}),
    "hint.used": ("hint", {}),
}


def action_of(event: Event, note_fields: Mapping[str, str]) -> dict[str, Any] | None:
    """The act that caused a learner's event; None where no act causes it by itself."""
    p = event.params
    if event.type in SAME:
        act, names = SAME[event.type]
        return {"act": act, **{arg: p[name] for arg, name in names.items() if name in p}, **event.private}
    if event.type == "msg.learner":
        if p.get("via") == "chip":
            return {"act": "ask", "intent": p["intent"]}
        return {"act": "say", "text": event.private.get("text", "")}
    if event.type == "data.paste":
        wanted = ("snippet", "n") if "snippet" in p else ("class", "n")
        return {"act": "paste", **{name: p[name] for name in wanted if name in p}}
    if event.type == "proposal.decided":
        return {"act": "decide", "proposal": p["id"], "decision": p["decision"], **p.get("fields", {})}
    if event.type == "note.edited":
        return {"act": "note", **p["fields"], **event.private}
    if event.type == "decision.commit":
        allowed = {"option", "label", "refs", "rationale", *note_fields}
        return {"act": "commit", **{k: v for k, v in p.items() if k in allowed}, **event.private}
    return None


def replay(
    scenario: Scenario,
    events: Sequence[Event],
    *,
    mode: Mode,
    seed: str,
    salt: str,
    extra_minutes: int = 0,
) -> int | None:
    """The seq of the first event that does not come out the same, or None when all do, hashes included."""
    stored = [e for e in events if e.type not in AFTER_THE_END]
    state = start(
        scenario, mode=mode, seed=seed, salt=salt, at=stored[0].ts, extra_minutes=extra_minutes
    ).state
    while True:
        done = len(state.events)
        for old, new in zip(stored, state.events, strict=False):
            if old != new:
                return old.seq
        if done >= len(stored):
            return None
        state = _next(state, stored[done])
        if len(state.events) == done:
            return stored[done].seq


def _next(state: State, event: Event) -> State:
    at = event.ts
    if event.actor == "learner":
        action = action_of(event, state.scenario.office.note_fields)
        if action is None:
            return state
        cost = None if action["act"] in ("wait", "undo", "hint") else event.clock - state.log.world.clock
        return learner_act(state, action, at=at, cost=cost).state
    if event.type == "tool.rejected" and event.params.get("caller") == "learner":
        outcome = reject(state.log, str(event.params["tool"]), str(event.params["why"]), ts=at)
        return replace(state, log=outcome.log)
    if event.type == "system.error":
        return avatar_failed(state, str(event.params["what"]), at=at).state
    if event.type == "guard.redacted" and event.params["kind"] in PERSONAL:
        return text_masked(state, {str(event.params["kind"]): int(event.params["n"])}, at=at).state
    if event.type in ("budget.warning", "budget.exhausted") and event.params["meter"] in ("tokens", "money"):
        return model_budget(state, event.type, str(event.params["meter"]), at=at).state
    if event.type == "system.killed":
        return end(state, "killed", at=at, level=str(event.params["level"])).state
    request = pending(state)
    if request is not None and event.type != "session.ended":
        return avatar_said(state, scripted_answer(state, request), at=at).state
    if event.type == "session.ended" and event.params["how"] in ("timeout", "left", "committed"):
        # Time or the learner ended it; a critical end comes out of the acts before it.
        ended = Draft("engine", "session.ended", {"how": event.params["how"]})
        return replace(state, log=state.log.add(ended, ts=at, clock=event.clock))
    return state
