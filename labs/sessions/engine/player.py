"""Plays a file of learner acts (JSONL, one object a line) through a whole session with the scripted avatar."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from labs.scenarios.engine.scenario import Scenario
from labs.sessions.engine.dialogue import (
    Mode,
    State,
    Step,
    avatar_said,
    end,
    learner_act,
    scripted_answer,
    start,
)
from labs.workplace.engine.events import Event
from labs.workplace.engine.render import render

Line = Mapping[str, Any]
NOT_ARGUMENTS = ("id", "minutes", "in")


def read_lines(text: str) -> list[dict[str, Any]]:
    """The acts of a JSONL file; raises ValueError with the line that is no object with an act."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
        if not isinstance(item, dict) or not isinstance(item.get("act"), str):
            raise ValueError(f'line {number}: an object with "act" is wanted')
        found.append(item)
    return found


@dataclass(slots=True)
class Player:
    """One run. Wall time is the lab clock, so that a run never depends on when it is played."""

    scenario: Scenario
    mode: Mode = "assessed"
    seed: str = "player"
    salt: str = "player"
    named: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def play(self, lines: Iterable[Line]) -> State:
        """The state at the end; a session that the file leaves open runs into its deadline."""
        state = self.settle(
            start(self.scenario, mode=self.mode, seed=self.seed, salt=self.salt, at=self.at(0))
        )
        for line in lines:
            if self.scenario.variant not in line.get("in", [self.scenario.variant]):
                continue
            for action in self.spread(state, line):
                if state.is_open:
                    state = self.one(state, action)
        if state.is_open:
            state = end(state, "timeout", at=self.at(len(state.events))).state
        return state

    def at(self, number: int) -> str:
        return f"2026-01-01T00:{number // 60 % 60:02}:{number % 60:02}+00:00"

    def one(self, state: State, action: dict[str, Any]) -> State:
        """One act, and the avatar's answer to it."""
        name, cost = action.pop("id", ""), action.pop("minutes", None) if action["act"] != "wait" else None
        if action["act"] == "undo" and action.get("of") in self.named:
            action = {**action, "of": self.named[action["of"]]}
        began = len(state.events)
        step = learner_act(state, action, at=self.at(began), cost=cost)
        if step.error:
            self.refused.append(f"{action}: {step.error} {'; '.join(step.problems)}")
        own = [e.seq for e in step.events if e.actor == "learner"]
        if name and own:
            self.named[name] = own[0]
        return self.settle(step)

    def settle(self, step: Step) -> State:
        """Let the scripted avatar answer until nobody is waiting."""
        while step.speak is not None:
            message = scripted_answer(step.state, step.speak)
            step = avatar_said(step.state, message, at=self.at(len(step.state.events)))
        return step.state

    def spread(self, state: State, line: Line) -> list[dict[str, Any]]:
        """ "*" stands for every value on the screen, in order: the archetypes use it, people do not."""
        office = self.scenario.office
        every: dict[str, Sequence[Any]] = {
            name: office.ids(name) for name in (*office.schema.domains, "view")
        }
        every |= {
            "source": office.ids("doc"),
            "to": office.ids("human"),
            "result": ["cannot_tell", "differs", "matches"],
            "claim": sorted(state.log.world.claims),
            "proposal": sorted(state.log.world.proposals),
            "intent": office.ids("chip"),
            "snippet": sorted(office.snippets),
            "type": office.ids("report" if line["act"] == "report" else "submit"),
            "kind": office.ids("improvement" if line["act"] == "improve" else "challenge"),
            "channel": office.ids("channel"),
        }
        keys = [key for key in line if key != "in"]
        options = [every[k] if line[k] == "*" else [render(line[k], office.schema.variables)] for k in keys]
        return [dict(zip(keys, values, strict=True)) for values in itertools.product(*options)]


def play(
    scenario: Scenario, lines: Iterable[Line], *, mode: Mode = "assessed", seed: str = "player"
) -> State:
    """The end state of one run."""
    return Player(scenario, mode, seed, salt=seed).play(lines)


def played_events(scenario: Scenario, lines: Iterable[Line], *, mode: Mode = "assessed") -> tuple[Event, ...]:
    """The events of one run."""
    return play(scenario, lines, mode=mode).events
