"""An avatar's message, from whatever engine, as events: words checked, calls checked, writes turned into cards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from labs.guardrails.engine.checks import check_output
from labs.providers.engine.briefing import passage_for
from labs.providers.engine.matcher import guess
from labs.providers.engine.script import ToolCall
from labs.scenarios.engine.scenario import Scenario
from labs.workplace.engine.events import Draft
from labs.workplace.engine.tools.schemas import argument_problems
from labs.workplace.engine.world import Log

FIGURE = re.compile(r"\d(?:[\d.,]*\d)?")
BAD_CALLS = 3  # so many invalid calls end a turn


@dataclass(frozen=True, slots=True)
class AvatarMessage:
    """What an engine sent: text, tool calls, who it was, and whether it was cut off."""

    text: str
    calls: tuple[ToolCall, ...] = ()
    engine: str = "scripted"  # or "model:<id>"
    is_interrupted: bool = False

    def to_json(self) -> dict[str, Any]:
        """A dict that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> AvatarMessage:
        """The message of a stored dict."""
        calls = tuple(ToolCall(c["id"], c["name"], c["arguments"]) for c in raw["calls"])
        return cls(raw["text"], calls, raw["engine"], bool(raw["is_interrupted"]))


@dataclass(frozen=True, slots=True)
class Answer:
    """The events a message becomes, and tool results a model may wait for."""

    drafts: tuple[Draft, ...]
    tool_results: tuple[Mapping[str, Any], ...] = ()


@dataclass(slots=True)
class _Calls:
    act: str = ""
    reply: int | None = None
    cites: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    proposals: list[str] = field(default_factory=list)
    chips: list[str] = field(default_factory=list)
    rejected: list[Draft] = field(default_factory=list)
    results: list[tuple[str, str]] = field(default_factory=list)


def avatar_drafts(scenario: Scenario, log: Log, message: AvatarMessage, canaries: tuple[str, ...]) -> Answer:
    """Everything that follows from one message of the avatar."""
    calls = _read(scenario, log, message)
    said = next((e for e in reversed(log.events) if e.type in ("msg.learner", "persona.challenge")), None)
    sentence = said.private.get("text", "") if said is not None else ""
    if not calls.act:
        known = str(said.params.get("act") or said.params.get("intent")) if said is not None else "first_turn"
        calls.act = (
            known if known != "unknown" else guess(scenario.script, log.world.scene, sentence).act or "know"
        )
    text, guards = _checked(scenario, message, canaries)
    if message.is_interrupted:  # what was cut off was not said
        calls.claims = [c for c in _claims_in(scenario, text) if c in _claims_of(scenario, calls.act)]
    elif message.engine != "scripted":
        calls.claims += [c for c in _claims_in(scenario, text) if c not in calls.claims]
    drafts = [*guards, _message(scenario, log, message, calls, text)]
    drafts += [Draft("avatar", "claim.made", {"claim": c}) for c in calls.claims if c not in log.world.claims]
    drafts += [Draft("avatar", "proposal.made", {"id": p}) for p in calls.proposals]
    drafts += calls.rejected
    act = scenario.script.acts.get(calls.act)
    if calls.act == "human" or (act is not None and act.rule == "disclosure"):
        drafts.append(Draft("engine", "disclosure.shown", {"how": "asked"}))
    scene = scenario.script.scenes.get(log.world.scene)
    following = scene.on.get(calls.act, "") if scene is not None else ""
    if following and following != log.world.scene:
        drafts.append(Draft("engine", "scene.entered", {"scene": following}))
    return Answer(tuple(drafts), _tool_results(message, calls))


def _read(scenario: Scenario, log: Log, message: AvatarMessage) -> _Calls:
    """Sort the calls; each that is unknown, not allowed or malformed is a rejected event and changes nothing."""
    calls = _Calls()
    for call in message.calls[:40]:
        arguments = call.parsed()
        why = ""
        if call.name not in scenario.office.avatar_tools:
            why = "not_allowed"
        elif arguments is None or argument_problems(scenario.office, call.name, arguments):
            why = "bad_arguments"
        if why or arguments is None:
            if len(calls.rejected) < BAD_CALLS:
                tool = call.name if call.name in scenario.office.avatar_tools else "unknown"
                calls.rejected.append(
                    Draft("engine", "tool.rejected", {"tool": tool, "why": why, "caller": "avatar"})
                )
            calls.results.append((call.id, f"refused: {why}"))
            if len(calls.rejected) >= BAD_CALLS:
                break
            continue
        calls.results.append((call.id, _use(scenario, log, calls, call.name, arguments)))
    return calls


def _use(scenario: Scenario, log: Log, calls: _Calls, name: str, args: Mapping[str, Any]) -> str:
    if name == "heard":
        calls.act = calls.act or str(args["act"])
        calls.reply = int(args["reply"]) if "reply" in args else calls.reply
    elif name == "cite":
        calls.cites.append(str(args["doc"]))
    elif name == "claim":
        calls.claims.append(str(args["claim"]))
    elif name == "suggest":
        calls.chips += [str(a) for a in args["acts"]]
    elif name == "propose":
        proposal = str(args["proposal"])
        if proposal in log.world.proposals or proposal in calls.proposals:
            return "this card lies in the tray already"
        calls.proposals.append(proposal)
        return "a card lies in the learner's tray; nothing is done until the learner decides"
    elif name == "look_up":
        passage = passage_for(scenario.script, str(args["query"]))
        return f"{passage.text} ({passage.doc}, {passage.as_of})" if passage else "nothing found"
    return "noted"


def _checked(
    scenario: Scenario, message: AvatarMessage, canaries: tuple[str, ...]
) -> tuple[str, list[Draft]]:
    verdict = check_output(message.text, canaries=canaries)
    drafts = [
        Draft("engine", "guard.redacted", {"kind": kind, "n": 1})
        for kind in verdict.findings
        if kind in ("link", "length", "bidi", "control")
    ]
    if verdict.is_allowed:
        return verdict.text, drafts
    for kind in ("canary", "human_denial"):
        if kind in verdict.findings:
            drafts.append(Draft("engine", "guard.blocked", {"kind": kind, "where": "reply"}))
    if "human_denial" in verdict.findings:
        return str(scenario.persona["disclosure"]["if_asked_human"]), drafts
    return "This answer was held back: it carried something that must not be shared.", drafts


def _message(scenario: Scenario, log: Log, message: AvatarMessage, calls: _Calls, text: str) -> Draft:
    act = scenario.script.acts.get(calls.act)
    reply = None
    if act is not None and calls.reply is not None and calls.reply < len(act.replies):
        reply = act.replies[calls.reply]
    planted = {t.plant.get("claim") for t in scenario.traps} | {
        t.plant.get("proposal") for t in scenario.traps
    }
    is_trap = (
        reply.is_trap
        if reply is not None
        else not planted.isdisjoint({*calls.claims, *calls.proposals} - {""})
    )
    params: dict[str, Any] = {
        "id": calls.act,
        "trap": "yes" if is_trap else "no",
        "turn": log.world.turns,
        "cites": list(dict.fromkeys(calls.cites)),
        "chips": list(dict.fromkeys(calls.chips)),
        "engine": message.engine[:80],
    }
    speaker = (reply.speaker if reply is not None else "") or (act.to if act is not None else "")
    params |= {"speaker": speaker} if speaker else {}
    params |= {"interrupted": "yes"} if message.is_interrupted else {}
    return Draft("avatar", "msg.avatar", params, {"text": text})


def _claims_in(scenario: Scenario, text: str) -> list[str]:
    """Claims that stand in a text: by the author's patterns, else by all the figures of the claim."""
    found = []
    for claim, spec in scenario.claims.items():
        patterns = spec.get("patterns", [])
        figures = [f for f in FIGURE.findall(str(spec["text"])) if len(f) > 1]
        by_pattern = any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)
        if by_pattern or (not patterns and figures and all(f in FIGURE.findall(text) for f in figures)):
            found.append(claim)
    return found


def _claims_of(scenario: Scenario, act: str) -> set[str]:
    known = scenario.script.acts.get(act)
    return {claim for reply in (known.replies if known else ()) for claim in reply.claims}


def _tool_results(message: AvatarMessage, calls: _Calls) -> tuple[Mapping[str, Any], ...]:
    if not calls.results or len(calls.rejected) >= BAD_CALLS:
        return ()
    used = {call_id for call_id, _ in calls.results}
    asked = [
        {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": c.arguments}}
        for c in message.calls
        if c.id in used
    ]
    results = [{"role": "tool", "tool_call_id": call_id, "content": text} for call_id, text in calls.results]
    return ({"role": "assistant", "content": None, "tool_calls": asked}, *results)
