"""The timeline of a run with evidence and planted faults marked; shared by the debrief and the review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from labs.scenarios.engine.scenario import Scenario
from labs.sessions.conversation import speaker_of
from labs.sessions.wording import clock_text, describe, field_label, figure, title_of
from labs.workplace.engine.events import Event


@dataclass(frozen=True)
class Entry:
    """One line of the timeline. `kind`: ai, me, person, caller, decision or note."""

    kind: str
    seq: int
    who: str
    text: str
    clock: str
    turn: int = 0
    is_evidence: bool = False
    is_trap: bool = False
    is_interrupted: bool = False
    is_erased: bool = False
    tag: str = ""
    note: str = ""
    can_retry: bool = False


@dataclass(frozen=True)
class Evidence:
    """One act that a criterion rests on, with a link to its place."""

    seq: int
    label: str
    text: str
    is_quote: bool


def entries_of(scenario: Scenario, events: list[Event], evidence: frozenset[int]) -> tuple[Entry, ...]:
    """Everything a timeline shows, oldest first."""
    found = []
    for event in events:
        entry = _entry(scenario, event, event.seq in evidence)
        if entry is not None:
            found.append(entry)
    return tuple(found)


def with_notes(entries: tuple[Entry, ...], notes: Mapping[int, str]) -> tuple[Entry, ...]:
    """The same timeline for the learner whose run it is: own notes beside it, and places to try again from."""
    return tuple(
        replace(
            one, note=notes.get(one.seq, ""), can_retry=one.kind in ("me", "decision") and not one.is_erased
        )
        for one in entries
    )


def _entry(scenario: Scenario, event: Event, is_evidence: bool) -> Entry | None:
    clock = clock_text(event.clock)
    text = event.private.get("text", "")
    turn = int(event.params.get("turn") or 0)
    if event.type == "msg.learner":
        said = text or scenario.chips.get(str(event.params.get("intent") or ""), "")
        return Entry("me", event.seq, "", said, clock, turn, is_evidence, is_erased=not said)
    if event.type == "msg.avatar":
        kind, who, tag = speaker_of(scenario, event)
        return Entry(
            kind,
            event.seq,
            who,
            text,
            clock,
            turn,
            is_evidence,
            is_trap=event.params.get("trap") == "yes",
            is_interrupted=event.params.get("interrupted") == "yes",
            is_erased=not text,
            tag=tag,
        )
    if event.type == "msg.person":
        who = scenario.label(str(event.params.get("by", "")))
        return Entry(
            "person",
            event.seq,
            who,
            text,
            clock,
            is_evidence=is_evidence,
            is_erased=not text,
            tag=_("Simulated person"),
        )
    line = describe(event, scenario)
    if event.type == "decision.commit":
        told = _committed(scenario, event, line, text)
        return Entry("decision", event.seq, "", told, clock, 0, is_evidence)
    return Entry("note", event.seq, "", line, clock, 0, is_evidence) if line else None


def _committed(scenario: Scenario, event: Event, line: str, text: str) -> str:
    hidden = {"option", "refs", "label", "rationale", "words", "text_digest"}
    figures = [
        f"{field_label(scenario, name)}: {scenario.label(value) if isinstance(value, str) else figure(value)}"
        for name, value in sorted(event.params.items())
        if name not in hidden
    ]
    refs = ", ".join(title_of(scenario, str(ref)) for ref in event.params.get("refs") or ())
    refs = refs or _("no source named")
    parts = [line, "; ".join(figures), _("Sources: %(refs)s") % {"refs": refs}, text]
    return "\n".join(part for part in parts if part)


def evidence_of(scenario: Scenario, events: dict[int, Event], seqs: list[int]) -> tuple[Evidence, ...]:
    """The acts a criterion rests on, in order."""
    found = []
    for seq in seqs:
        event = events.get(seq)
        if event is None:
            continue
        said = event.private.get("text", "") if event.type.startswith("msg.") else ""
        text = said or describe(event, scenario)
        if text:
            turn = int(event.params.get("turn") or 0)
            label = _("Turn %(n)s") % {"n": turn} if said and turn else clock_text(event.clock)
            found.append(Evidence(seq, label, text[:240], bool(said)))
    return tuple(found)


def all_evidence(result: dict[str, Any]) -> frozenset[int]:
    """Every act that counted for or against."""
    parts = [*result.get("criteria", []), *result.get("costs", []), *result.get("critical", [])]
    return frozenset(seq for part in parts for seq in part.get("evidence", ()))
