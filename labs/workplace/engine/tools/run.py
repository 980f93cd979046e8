"""Runs one tool: allowed here? arguments clean? time left? Then the tool; whatever fails is a located event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from labs.workplace.engine.events import Draft, Event
from labs.workplace.engine.tools.schemas import ARGUMENTS, argument_problems, argument_schema
from labs.workplace.engine.tools.table import AFTER_COMMIT, LEARNER_TOOLS, Refused
from labs.workplace.engine.world import Log

FREE = frozenset({"undo", "hint", "finish"})  # never cost lab time


@dataclass(frozen=True, slots=True)
class Outcome:
    """The log after a tool call; `error` is empty when the tool did its work."""

    log: Log
    events: tuple[Event, ...]
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    problems: tuple[str, ...] = ()


def tool_schema(log: Log, tool: str) -> dict[str, Any]:
    """JSON Schema of a tool's arguments in this session."""
    return argument_schema(log.office, tool)


def run_tool(log: Log, tool: str, args: Any, *, ts: str, cost: int | None = None) -> Outcome:
    """What follows when the learner uses a tool. A refused call changes nothing but its own event."""
    why, problems = refusal(log, tool, args)
    if why:
        return reject(log, tool, why, ts=ts, problems=problems)
    minutes = _cost(log, tool, args) if cost is None else cost
    clock = log.world.clock + minutes
    if clock > closes_at(log):
        how = "timeout" if log.world.committed_at is None else "committed"
        return _outcome(
            log, log.add(Draft("engine", "session.ended", {"how": how}), ts=ts, clock=closes_at(log))
        )
    try:
        done = LEARNER_TOOLS[tool](log, args)
    except Refused as error:
        return reject(log, tool, error.why, ts=ts)
    after = log
    for draft in done.drafts:
        after = after.add(draft, ts=ts, clock=clock)
    return _outcome(log, after, done.result)


def refusal(log: Log, tool: str, args: Any) -> tuple[str, tuple[str, ...]]:
    """Why this call is not let through; empty when it is."""
    world = log.world
    if not world.is_open:
        return "session_over", ()
    if tool not in log.office.learner_tools and tool not in FREE:
        return "not_allowed", ()
    if world.committed_at is not None and tool not in AFTER_COMMIT:
        return "committed", ()
    if len(log.events) >= log.office.limits.events and tool not in ("commit", "finish"):
        return "too_many_events", ()
    if not _is_finite(args):
        return "bad_arguments", ("a number must be finite",)
    problems = argument_problems(log.office, tool, args)
    return ("bad_arguments", tuple(problems)) if problems else ("", ())


def reject(
    log: Log, tool: str, why: str, *, ts: str, caller: str = "learner", problems: tuple[str, ...] = ()
) -> Outcome:
    """The call as a rejected event; once the budget of rejected calls is spent, no event at all."""
    limit = log.office.limits.rejected_calls
    is_over = not log.world.is_open or log.world.rejected >= limit
    if is_over or why == "too_many_events":
        return Outcome(log, (), error=why, problems=problems)
    name = tool if tool in ARGUMENTS else "unknown"
    after = log.add(Draft("engine", "tool.rejected", {"tool": name, "why": why, "caller": caller}), ts=ts)
    if after.world.rejected == limit:
        after = after.add(Draft("engine", "budget.exhausted", {"meter": "rejected"}), ts=ts)
    return Outcome(after, after.events[len(log.events) :], error=why, problems=problems)


def closes_at(log: Log) -> int:
    """The last lab minute in which an act still counts."""
    if log.world.committed_at is None:
        return log.office.deadline
    return log.world.committed_at + log.office.after_commit_min


def _cost(log: Log, tool: str, args: Mapping[str, Any]) -> int:
    if tool == "wait":
        return int(args.get("minutes", log.office.learner_tools.get("wait", 5)))
    return 0 if tool in FREE else log.office.learner_tools[tool]


def _outcome(before: Log, after: Log, result: Mapping[str, Any] | None = None) -> Outcome:
    return Outcome(after, after.events[len(before.events) :], result or {})


def _is_finite(value: Any) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) < 10**15
    if isinstance(value, Mapping):
        return all(_is_finite(v) for v in value.values())
    return all(_is_finite(v) for v in value) if isinstance(value, list | tuple) else True
