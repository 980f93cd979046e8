"""What a reviewer sees of a model's proposals, and the lines that a model is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labs.debrief.transcript import Entry, entries_of
from labs.evaluation.engine.judge import Line
from labs.judging.models import JudgeProposal, ProposalState, Verdict
from labs.providers.selectors import advised_since
from labs.sessions import log
from labs.sessions.budgets import partner_of

if TYPE_CHECKING:
    from labs.evaluation.models import Evaluation
    from labs.scenarios.engine.scenario import Scenario
    from labs.workplace.engine.events import Event

SPEAKERS = {"me": "learner", "ai": "avatar", "person": "person", "caller": "person"}


@dataclass(frozen=True)
class ShownQuote:
    """A passage with the place it comes from; `text` is empty when the session's words are deleted."""

    seq: int
    text: str


@dataclass(frozen=True)
class ShownProposal:
    """A proposal beside the rule's finding. `word` says what became of it in every case."""

    is_kept: bool
    word: str
    model: str
    prompt_version: str
    quotes: tuple[ShownQuote, ...]


def may_be_judged(evaluation: Evaluation) -> bool:
    """Whether a model may read this run: its learner was told before the start, and never a sensitive lab."""
    session = evaluation.session
    if log.scenario_of(session).sensitive is not None:
        return False
    since = advised_since(partner_of(session.enrolment))
    return since is not None and since <= session.started_at


def lines_of(scenario: Scenario, events: list[Event]) -> tuple[Line, ...]:
    """The transcript as a model reads it: what was said, and what the learner did."""
    entries = entries_of(scenario, events, frozenset())
    return tuple(Line(one.seq, SPEAKERS.get(one.kind, "act"), one.text) for one in entries if one.text)


def shown_proposals(evaluation: Evaluation, timeline: Sequence[Entry]) -> dict[int, ShownProposal]:
    """By criterion, the newest first asked. Quotes are cut from the timeline that stands on the same page: one query."""
    by_seq = {entry.seq: entry for entry in timeline}
    rows = JudgeProposal.objects.filter(evaluation=evaluation).order_by("pk")
    return {row.criterion: _shown(row, by_seq) for row in rows}


def _shown(row: JudgeProposal, by_seq: dict[int, Entry]) -> ShownProposal:
    word = Verdict(row.verdict).label if row.is_kept else ProposalState(row.state).label
    quotes = tuple(_quote(by_seq, *place) for place in row.quotes) if row.is_kept else ()
    return ShownProposal(row.is_kept, str(word), row.model, row.prompt_version, quotes)


def _quote(by_seq: dict[int, Entry], seq: int, start: int, end: int) -> ShownQuote:
    """Words of a talk are cut out; an act is shown whole, since its words are the reader's language."""
    entry = by_seq.get(seq)
    if entry is None or not entry.text:
        return ShownQuote(seq, "")
    return ShownQuote(seq, entry.text[start:end] if entry.kind in SPEAKERS else entry.text)
