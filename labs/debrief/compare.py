"""Two runs of one lab side by side: points for each criterion, and what was done after their ways parted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from labs.debrief.transcript import Entry, all_evidence, entries_of
from labs.evaluation.models import Evaluation
from labs.sessions import log
from labs.sessions.models import LabSession
from labs.workplace.engine.events import Event


@dataclass(frozen=True)
class OtherRun:
    """A run that this one can be laid beside."""

    public_id: UUID
    label: str
    started_at: datetime
    points: int
    possible: int


@dataclass(frozen=True)
class RunColumn:
    public_id: UUID
    label: str
    started_at: datetime
    is_assessed: bool
    is_retry: bool
    points: int
    possible: int
    passed: bool
    lost: int
    red_lines: tuple[str, ...]
    timeline: tuple[Entry, ...]
    prefix: str  # both timelines count their events from 1: an anchor needs to say whose


@dataclass(frozen=True)
class ComparedCriterion:
    k: int
    title: str
    first: int
    second: int

    @property
    def change(self) -> int:
        return self.second - self.first


@dataclass(frozen=True)
class ComparePage:
    title: str
    activity_id: UUID
    first: RunColumn
    second: RunColumn
    criteria: tuple[ComparedCriterion, ...]
    shared: int
    learner_name: str

    @property
    def runs(self) -> tuple[RunColumn, RunColumn]:
        return self.first, self.second


def label_of(session: LabSession) -> str:
    """How people tell runs apart."""
    if session.forked_from_id is not None:
        return _("Retry")
    return _("Assessed") if session.is_assessed else _("Practice")


def other_runs(session: LabSession) -> tuple[OtherRun, ...]:
    """Ended and rated runs of the same lab by the same person, the one it was forked from first: two queries."""
    found = (
        LabSession.objects.filter(
            learner_id=session.learner_id, activity_id=session.activity_id, killed_at=None
        )
        .exclude(ended_at=None)
        .exclude(rated_at=None)
        .exclude(pk=session.pk)
        .prefetch_related(Prefetch("evaluations", queryset=Evaluation.objects.order_by("-pk")))
        .order_by("-started_at")[:8]
    )
    rows = sorted(found, key=lambda one: one.pk != session.forked_from_id)
    return tuple(
        OtherRun(one.public_id, label_of(one), one.started_at, result.points, result.possible)
        for one in rows
        if (result := next(iter(one.evaluations.all()), None)) is not None
    )


def compare_page(first: LabSession, second: LabSession) -> ComparePage | None:
    """The page; None while one of them has no result."""
    results = [one.evaluations.order_by("-pk").first() for one in (first, second)]
    if results[0] is None or results[1] is None:
        return None
    logs = [log.events_of(one) for one in (first, second)]
    shared = _shared(logs[0], logs[1])
    titles = {int(one["k"]): str(one["title"]) for one in results[0].criteria}
    points = [{int(one["k"]): int(one["points"]) for one in result.criteria} for result in results if result]
    return ComparePage(
        title=first.activity.title,
        activity_id=first.activity.public_id,
        first=_column(first, results[0], logs[0], shared),
        second=_column(second, results[1], logs[1], shared, "b"),
        criteria=tuple(
            ComparedCriterion(k, title, points[0].get(k, 0), points[1].get(k, 0))
            for k, title in titles.items()
        ),
        shared=shared,
        learner_name=first.learner.get_short_name(),
    )


def _shared(one: list[Event], other: list[Event]) -> int:
    """How many events both runs begin with: a fork and its origin share their hashes up to the fork."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a.hash != b.hash:
            break
        count += 1
    return count


def _column(
    session: LabSession, result: Evaluation, events: list[Event], shared: int, prefix: str = ""
) -> RunColumn:
    evidence = all_evidence(result.result)
    entries = entries_of(log.scenario_of(session), events, evidence)
    return RunColumn(
        public_id=session.public_id,
        label=label_of(session),
        started_at=session.started_at,
        is_assessed=session.is_assessed,
        is_retry=session.forked_from_id is not None,
        points=result.points,
        possible=result.possible,
        passed=result.passed,
        lost=sum(int(cost["points"]) for cost in result.result.get("costs", [])),
        red_lines=tuple(str(one["say"]) for one in result.result.get("critical", [])),
        timeline=tuple(entry for entry in entries if entry.seq > shared),
        prefix=prefix,
    )
