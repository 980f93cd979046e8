"""The session machine, without input or output: a state and an act in; events and the next step out.

The caller stores the events of each step, calls whoever speaks for the avatar when a step asks for it, and hands
the words back. Nothing here reads a clock: `at` is the wall time the caller gives, and no rule ever reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from labs.guardrails.engine.budgets import Meter
from labs.guardrails.engine.checks import check_input, clean, leaked
from labs.providers.engine.avatar import asks_who_speaks, respond
from labs.providers.engine.script import Turn
from labs.providers.engine.text import normal
from labs.scenarios.engine.scenario import Scenario
from labs.sessions.engine.answers import AvatarMessage, avatar_drafts
from labs.sessions.engine.prompts import avatar_tools, chat_messages
from labs.workplace.engine.events import Draft, Event
from labs.workplace.engine.render import canary_token
from labs.workplace.engine.rules import Evaluator
from labs.workplace.engine.tools.run import Outcome, closes_at, refusal, reject, run_tool
from labs.workplace.engine.world import Log, fold

Mode = Literal["guided", "assessed"]
ROUNDS = 3  # so often may a model call read tools before it must speak


@dataclass(frozen=True, slots=True)
class State:
    """A session at one moment. `rounds` holds a model's tool calls of the open turn; it is not stored."""

    scenario: Scenario
    log: Log
    mode: Mode
    seed: str
    extra_minutes: int = 0
    rounds: tuple[Mapping[str, Any], ...] = ()

    @property
    def events(self) -> tuple[Event, ...]:
        return self.log.events

    @property
    def is_open(self) -> bool:
        return self.log.world.is_open

    @property
    def is_awaiting_avatar(self) -> bool:
        return self.log.world.is_awaiting_avatar

    @property
    def canaries(self) -> tuple[str, ...]:
        """The tokens planted in this session's documents."""
        return tuple(canary_token(name, self.log.salt) for name in self.scenario.office.canaries)


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """What to send to whoever speaks: a chat in OpenAI's shape, tools, and the facts a scripted avatar needs."""

    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]]
    turn: Turn

    def to_json(self) -> dict[str, Any]:
        """A dict that JSON can hold."""
        return {"messages": self.messages, "tools": self.tools, "turn": self.turn.to_json()}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> TurnRequest:
        """The request of a stored dict."""
        return cls(list(raw["messages"]), list(raw["tools"]), Turn.from_json(raw["turn"]))


@dataclass(frozen=True, slots=True)
class Step:
    """What followed from one act. `speak` is set when the avatar has to answer; `ended` when the session is over."""

    state: State
    events: tuple[Event, ...]
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    problems: tuple[str, ...] = ()
    speak: TurnRequest | None = None
    ended: str = ""


def start(scenario: Scenario, *, mode: Mode, seed: str, salt: str, at: str, extra_minutes: int = 0) -> Step:
    """Leave the brief: the first scene, the tray, and the avatar's first turn, which is always the authored one."""
    if mode not in scenario.modes:
        raise ValueError(f"variant {scenario.variant} is not for {mode} runs")
    log = Log.empty(scenario.office, salt)
    about = {
        "scenario": scenario.sha,
        "version": scenario.version,
        "variant": scenario.variant,
        "mode": mode,
        "seed": seed,
    }
    log = log.add(Draft("engine", "session.started", about), ts=at)
    first_scene = next(iter(scenario.script.scenes))
    log = log.add(Draft("engine", "scene.entered", {"scene": first_scene}), ts=at)
    log = log.extend([Draft("avatar", "proposal.made", {"id": p}) for p in scenario.office.tray], ts=at)
    state = State(scenario, log, mode, seed, extra_minutes)
    if "first_turn" in scenario.script.acts:
        request = _request(state)
        spoken = respond(scenario.script, request.messages, request.tools, replace(request.turn, number=0))
        message = AvatarMessage(spoken.text, spoken.calls, "scripted")
        state = _with(state, avatar_drafts(state.scenario, state.log, message, state.canaries).drafts, at)
        state = _with(state, [Draft("engine", "disclosure.shown", {"how": "first_turn"})], at)
    return _step(Log.empty(scenario.office, salt), state)


def resume(
    scenario: Scenario, events: Sequence[Event], *, mode: Mode, seed: str, salt: str, extra_minutes: int = 0
) -> State:
    """The state after stored events: the same as when they happened."""
    return State(scenario, fold(scenario.office, salt, events), mode, seed, extra_minutes)


def pending(state: State) -> TurnRequest | None:
    """What to send when a turn is open, also after a lost connection or a restart."""
    return _request(state) if state.is_open and state.is_awaiting_avatar else None


def learner_act(state: State, action: Any, *, at: str, cost: int | None = None) -> Step:
    """One act of the learner: an object with `act` and its arguments, as in the JSONL of docs/authoring/actions.md."""
    before = state.log
    if not isinstance(action, Mapping) or not isinstance(action.get("act"), str):
        return _from(before, state, reject(before, "unknown", "bad_arguments", ts=at), at)
    act = action["act"]
    args = _clean({key: value for key, value in action.items() if key != "act"})
    if state.is_open and _is_out_of_time(state, at):
        state = _with(state, [Draft("engine", "budget.exhausted", {"meter": "time"})], at)
        return _step(before, _ended(state, "timeout", at))
    if act in ("ask", "say"):
        return _talk(state, act, args, at, cost)
    if act == "finish" and state.is_open and not args:
        return _step(before, _ended(state, "left", at))
    if act == "challenge" and state.is_awaiting_avatar:
        return _from(before, state, reject(before, act, "avatar_is_speaking", ts=at), at)
    if act == "hint" and (state.mode != "guided" or state.log.world.hints >= len(state.scenario.hints)):
        return _from(before, state, reject(before, act, "not_allowed", ts=at), at)
    return _from(before, state, run_tool(before, act, args, ts=at, cost=cost), at)


def avatar_said(state: State, message: AvatarMessage, *, at: str) -> Step:
    """What came back from whoever speaks. Its calls are checked here; a write is only ever a card for the learner."""
    before = state.log
    if not state.is_open or not state.is_awaiting_avatar:
        return Step(state, (), error="nobody_asked", ended=state.log.world.ended)
    answer = avatar_drafts(state.scenario, state.log, message, state.canaries)
    if not message.text.strip() and answer.tool_results and len(state.rounds) < 2 * ROUNDS:
        state = replace(state, rounds=(*state.rounds, *answer.tool_results))
        return Step(state, (), speak=_request(state))
    state = replace(_with(state, answer.drafts, at), rounds=())
    return _step(before, _critical(state, at))


def avatar_failed(state: State, what: str, *, at: str) -> Step:
    """The model did not answer: say so in the log; the turn stays open, for the scripted avatar to take."""
    if not state.is_open or not state.is_awaiting_avatar:
        return Step(state, (), error="nobody_asked", ended=state.log.world.ended)
    word = what if what.isidentifier() and len(what) <= 40 else "provider_failed"
    after = replace(_with(state, [Draft("engine", "system.error", {"what": word})], at), rounds=())
    return _step(state.log, after)


def text_masked(state: State, spans: Mapping[str, int], *, at: str) -> Step:
    """Personal data was hidden from the model before the open turn left: how much of each kind, never what."""
    if not state.is_open or not state.is_awaiting_avatar:
        return Step(state, (), error="nobody_asked", ended=state.log.world.ended)
    drafts = [Draft("engine", "guard.redacted", {"kind": kind, "n": n}) for kind, n in sorted(spans.items())]
    return _step(state.log, _with(state, drafts, at))


def model_budget(state: State, kind: str, meter: str, *, at: str) -> Step:
    """What a model may use is nearly or wholly used up: `budget.warning` or `budget.exhausted`."""
    if not state.is_open:
        return Step(state, (), error="session_over", ended=state.log.world.ended)
    return _step(state.log, _with(state, [Draft("engine", kind, {"meter": meter})], at))


def must_be_scripted(state: State) -> bool:
    """The open turn asks who speaks: no model answers that."""
    last = next((e for e in reversed(state.events) if e.type in ("msg.learner", "persona.challenge")), None)
    if last is None:
        return False
    intent = str(last.params.get("act") or last.params.get("intent") or "")
    return asks_who_speaks(state.scenario.script, last.private.get("text", ""), intent)


def scripted_answer(state: State, request: TurnRequest) -> AvatarMessage:
    """The scripted avatar's words to a request, without any transport."""
    spoken = respond(state.scenario.script, request.messages, request.tools, request.turn)
    return AvatarMessage(spoken.text, spoken.calls, "scripted")


def end(state: State, how: Literal["left", "timeout", "killed"], *, at: str, level: str = "session") -> Step:
    """Close the session from outside: the learner left, the time is over, or a kill switch was pulled."""
    if not state.is_open:
        return Step(state, (), error="session_over", ended=state.log.world.ended)
    before = state.log
    if how == "killed":
        state = _with(state, [Draft("engine", "system.killed", {"level": level})], at)
        return _step(before, _with(state, [Draft("engine", "session.ended", {"how": "killed"})], at))
    return _step(before, _ended(state, how, at))


def meters(state: State, *, tokens: int = 0, money_cents: float = 0, minutes: float = 0) -> tuple[Meter, ...]:
    """How much of each budget is used; what a model costs is counted by the caller."""
    limits, world = state.scenario.office.limits, state.log.world
    return (
        Meter("turns", world.turns, limits.turns),
        Meter("time", minutes, state.scenario.time_limit_min + state.extra_minutes),
        Meter("tokens", tokens, limits.tokens),
        Meter("money", money_cents, limits.money_cents),
        Meter("rejected", world.rejected, limits.rejected_calls),
        Meter("events", len(state.events), limits.events),
    )


def _talk(state: State, act: str, args: dict[str, Any], at: str, cost: int | None) -> Step:
    before, world = state.log, state.log.world
    why, problems = refusal(before, act, args)
    if not why and world.is_awaiting_avatar:
        why = "avatar_is_speaking"
    if not why and world.turns >= before.office.limits.turns:
        why = "no_turns_left"
    if why:
        return _from(before, state, reject(before, act, why, ts=at, problems=problems), at)
    script = state.scenario.script
    if act == "ask":
        text, intent, via = script.acts[args["intent"]].chip, args["intent"], "chip"
    else:
        verdict = check_input(args["text"], limit=before.office.limits.chars_per_turn)
        if not verdict.is_allowed:
            return _from(before, state, reject(before, act, "empty_or_too_long", ts=at), at)
        text = verdict.text
        intent, via = published_intent(state.scenario, text), "text"
    clock = world.clock + (before.office.learner_tools[act] if cost is None else cost)
    if clock > closes_at(before):
        return _step(before, _ended(state, "timeout", at, clock=closes_at(before)))
    params = {"intent": intent, "via": via, "turn": world.turns + 1}
    if script.acts.get(intent) and script.acts[intent].to:
        params["to"] = script.acts[intent].to
    log = before.add(Draft("learner", "msg.learner", params, {"text": text}), ts=at, clock=clock)
    state = _leaks(replace(state, log=log), before, at)
    state = _budget_events(state, at)
    state = _critical(state, at)
    step = _step(before, state)
    return replace(step, speak=_request(state)) if state.is_open else step


def published_intent(scenario: Scenario, text: str) -> str:
    """The act whose chip or published phrase the text holds, word for word; else unknown. No guess ever scores."""
    words = f" {normal(text)} "
    for phrase, act in sorted(scenario.script.chips.items(), key=lambda kv: (-len(kv[0]), kv[1])):
        if f" {phrase} " in words:
            return act
    return "unknown"


def _request(state: State) -> TurnRequest:
    world, scenario = state.log.world, state.scenario
    last = next((e for e in reversed(state.events) if e.type in ("msg.learner", "persona.challenge")), None)
    intent = ""
    if last is not None:
        intent = str(last.params.get("act") or last.params.get("intent") or "")
    evaluator = Evaluator(state.events, scenario.office.schema)
    turn = Turn(
        scene=world.scene,
        number=max(1, world.turns),
        seed=state.seed,
        intent=intent if intent in scenario.script.acts and intent != "unknown" else "",
        misses=world.misses,
        acts=world.acts,
        facts=tuple(name for name, rule in sorted(scenario.facts.items()) if evaluator.value(rule)),
        script=scenario.script.key,
    )
    messages = chat_messages(scenario, state.events, turn, state.log.salt)
    return TurnRequest([*messages, *map(dict, state.rounds)], avatar_tools(scenario, turn), turn)


def _with(state: State, drafts: Sequence[Draft], at: str) -> State:
    return replace(state, log=state.log.extend(drafts, ts=at))


def _from(before: Log, state: State, outcome: Outcome, at: str) -> Step:
    state = replace(state, log=outcome.log)
    state = _critical(_leaks(state, before, at), at)
    world = state.log.world
    if world.is_open and world.committed_at is not None and not state.scenario.office.after_commit_min:
        state = _ended(state, "timeout", at)
    step = _step(before, state, outcome)
    return replace(step, speak=_request(state)) if world.is_open and world.is_awaiting_avatar else step


def _step(before: Log, after: State, outcome: Outcome | None = None) -> Step:
    events = after.log.events[len(before.events) :]
    ended = after.log.world.ended
    if outcome is None:
        return Step(after, events, ended=ended)
    return Step(after, events, outcome.result, outcome.error, outcome.problems, ended=ended)


def _ended(state: State, how: str, at: str, clock: int | None = None) -> State:
    """Close it; what was committed stays committed, whatever came after."""
    if state.log.world.committed_at is not None:
        how = "committed"
    return replace(
        state, log=state.log.add(Draft("engine", "session.ended", {"how": how}), ts=at, clock=clock)
    )


def _critical(state: State, at: str) -> State:
    """A critical act ends the session at once."""
    if not state.is_open or state.scenario.kind != "scored":
        return state
    evaluator = Evaluator(state.events, state.scenario.office.schema)
    if any(evaluator.value(c.when) for c in state.scenario.rubric.critical):
        return _with(state, [Draft("engine", "session.ended", {"how": "critical"})], at)
    return state


def _leaks(state: State, before: Log, at: str) -> State:
    """A planted secret in anything the learner sent out."""
    if not state.canaries:
        return state
    places = {
        "msg.learner": "message",
        "decision.commit": "note",
        "contact.human": "mail",
        "report.file": "report",
    }
    drafts = []
    for event in state.events[len(before.events) :]:
        if event.actor == "learner" and event.type in places:
            for token in leaked("\n".join(event.private.values()), state.canaries):
                name = state.scenario.office.canaries[state.canaries.index(token)]
                drafts.append(Draft("engine", "guard.leak", {"canary": name, "where": places[event.type]}))
    return _with(state, drafts, at)


def _budget_events(state: State, at: str) -> State:
    limit, used = state.scenario.office.limits.turns, state.log.world.turns
    if used == limit:
        return _with(state, [Draft("engine", "budget.exhausted", {"meter": "turns"})], at)
    if used == int(limit * 0.8):
        return _with(state, [Draft("engine", "budget.warning", {"meter": "turns"})], at)
    return state


def _is_out_of_time(state: State, at: str) -> bool:
    """Wall time limits a session; it never enters a rule. Times that cannot be read limit nothing."""
    try:
        began, now = datetime.fromisoformat(state.events[0].ts), datetime.fromisoformat(at)
        return now - began > timedelta(minutes=state.scenario.time_limit_min + state.extra_minutes)
    except (ValueError, TypeError, IndexError):
        return False


def _clean(value: Any) -> Any:
    """Arguments without control and invisible characters."""
    if isinstance(value, str):
        return clean(value)[0]
    if isinstance(value, Mapping):
        return {clean(str(k))[0]: _clean(v) for k, v in value.items()}
    return [_clean(v) for v in value] if isinstance(value, list | tuple) else value
