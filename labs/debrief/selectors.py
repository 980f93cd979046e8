"""Reads one ended run into the page that explains it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from labs.debrief.compare import OtherRun, label_of, other_runs
from labs.debrief.models import EventNote
from labs.debrief.transcript import (
    Entry,
    Evidence,
    all_evidence,
    entries_of,
    evidence_of,
    with_notes,
)
from labs.evaluation.models import Evaluation
from labs.scenarios.engine.scenario import Scenario
from labs.sessions import log
from labs.sessions.engine.retention import is_over, kept_until
from labs.sessions.models import LabSession
from labs.sessions.pages import Care
from labs.sessions.selectors import care_of
from labs.sessions.wording import ended_text
from labs.workplace.engine.events import Event
from labs.workplace.engine.rules import Evaluator

LEVELS = {"full": 2, "part": 1, "none": 0}


@dataclass(frozen=True)
class CriterionRow:
    k: int
    title: str
    competency: str
    points: int
    word: str
    rule_points: int
    reason: str
    evidence: tuple[Evidence, ...]
    stronger: str

    @property
    def is_changed(self) -> bool:
        return self.points != self.rule_points


@dataclass(frozen=True)
class CostRow:
    points: int
    say: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class TrapRow:
    outcome: str
    text: str
    is_passed: bool


@dataclass(frozen=True)
class GoalRow:
    text: str
    is_met: bool


@dataclass(frozen=True)
class PersonsWord:
    """What a reviewer said of this run."""

    name: str
    at: datetime
    points: int
    changes: int
    red_line_reason: str = ""


@dataclass(frozen=True)
class DebriefPage:
    public_id: UUID
    activity_id: UUID
    lab_title: str
    first_sentence: str
    second_sentence: str
    is_assessed: bool
    counts: bool
    ended: str
    started_at: datetime
    turns: int
    minutes: int
    points: int
    possible: int
    pass_mark: int
    passed: bool
    expected: int | None
    red_lines: tuple[str, ...]
    red_line_stands: bool
    red_lines_possible: int
    traps: tuple[TrapRow, ...]
    goals: tuple[GoalRow, ...]
    is_scored: bool
    first_source: str
    criteria: tuple[CriterionRow, ...]
    costs: tuple[CostRow, ...]
    timeline: tuple[Entry, ...]
    model_path: tuple[str, ...]
    transfer: str
    reflection: str
    learner_name: str
    review: PersonsWord | None
    review_is_open: bool
    appeal_is_open: bool
    can_appeal: bool
    engine: str
    mode_label: str
    is_retry: bool
    others: tuple[OtherRun, ...]
    key: str
    kept_until: datetime | None = None
    words_are_gone: bool = False
    advisers: tuple[str, ...] = ()
    has_no_decision: bool = False

    @property
    def traps_noticed(self) -> int:
        return sum(trap.is_passed for trap in self.traps)


def standing_evaluation(session: LabSession) -> Evaluation | None:
    """The result that stands: the newest that counts, else the newest. With what people said of it: three queries."""
    return (
        Evaluation.objects.filter(session=session)
        .prefetch_related(
            "review_requests__appeal",
            Prefetch("reviews", queryset=_reviews()),
        )
        .order_by("-counts", "-pk")
        .first()
    )


def _words_are_gone(session: LabSession, events: Sequence[Event]) -> bool:
    """Their time is over, and nothing that was written is left."""
    is_due = session.ended_at is not None and is_over(
        session.ended_at, days=settings.LABS_TRANSCRIPT_DAYS, now=timezone.now(), is_disputed=False
    )
    return is_due and not any(event.private for event in events)


def _advisers(session: LabSession) -> tuple[str, ...]:
    """Names of the models that were shown this run for a reviewer: that it happened, never what they said."""
    shown = Evaluation.objects.filter(session=session, proposals__model__gt="")
    return tuple(shown.order_by("proposals__model").values_list("proposals__model", flat=True).distinct())


def _reviews() -> Any:
    model: Any = Evaluation._meta.get_field("reviews").related_model
    return model.objects.select_related("reviewer").prefetch_related("criteria").order_by("pk")


def debrief_page(session: LabSession, evaluation: Evaluation) -> DebriefPage:
    """Everything that happened in a run and what counted."""
    scenario = log.scenario_of(session)
    events = log.events_of(session)
    by_seq = {event.seq: event for event in events}
    result = evaluation.result
    review = max(evaluation.reviews.all(), key=lambda one: one.pk, default=None)
    criteria = criteria_of(scenario, result, by_seq, review)
    points = review.points if review else evaluation.points
    passed = review.passed if review else evaluation.passed
    open_causes = {one.cause for one in evaluation.review_requests.all() if one.closed_by_id is None}
    lost = sum(cost["points"] for cost in result.get("costs", []))
    traps = tuple(
        TrapRow(trap["outcome"], trap["debrief"], trap["outcome"] == "passed")
        for trap in result.get("traps", [])
    )
    is_scored = scenario.kind == "scored"
    goals = () if is_scored else _goals(scenario, events)
    stands = review.has_red_line if review else evaluation.has_red_line
    first, second = (
        _verdict(passed, points, evaluation, criteria, lost, stands=stands)
        if is_scored
        else _practice_verdict(goals)
    )
    return DebriefPage(
        public_id=session.public_id,
        activity_id=session.activity.public_id,
        lab_title=scenario.title,
        first_sentence=first,
        second_sentence=second,
        is_assessed=session.is_assessed,
        counts=evaluation.counts,
        ended=ended_text(session.ended_how),
        started_at=session.started_at,
        turns=sum(event.type == "msg.learner" for event in events),
        minutes=_minutes(session),
        points=points,
        possible=evaluation.possible,
        pass_mark=evaluation.pass_mark,
        passed=passed,
        expected=session.self_rating,
        red_lines=tuple(one["say"] for one in result.get("critical", [])),
        red_line_stands=stands,
        red_lines_possible=len(scenario.rubric.critical),
        traps=traps,
        goals=goals,
        is_scored=is_scored,
        first_source=_first_source(scenario, events),
        criteria=criteria,
        costs=tuple(
            CostRow(cost["points"], cost["say"], evidence_of(scenario, by_seq, cost["evidence"]))
            for cost in result.get("costs", [])
        ),
        timeline=with_notes(
            entries_of(scenario, events, all_evidence(result)),
            dict(EventNote.objects.filter(session=session).values_list("seq", "text")),
        ),
        model_path=tuple(str(step) for step in scenario.debrief.get("model_path", ())),
        transfer=str(scenario.debrief.get("transfer", "")),
        reflection=session.reflection,
        learner_name=session.learner.get_short_name(),
        review=_word(review),
        review_is_open=bool(open_causes),
        appeal_is_open="appeal" in open_causes,
        can_appeal=evaluation.counts and "appeal" not in open_causes,
        engine=_engine(events),
        mode_label=label_of(session),
        is_retry=session.forked_from_id is not None,
        others=other_runs(session),
        key=uuid4().hex,
        kept_until=kept_until(session.ended_at, days=settings.LABS_TRANSCRIPT_DAYS)
        if session.ended_at is not None
        else None,
        words_are_gone=_words_are_gone(session, events),
        advisers=_advisers(session),
        has_no_decision=is_scored and not stands and all(event.type != "decision.commit" for event in events),
    )


def criteria_of(
    scenario: Scenario, result: dict[str, Any], events: dict[int, Event], review: Any = None
) -> tuple[CriterionRow, ...]:
    """The five criteria with their evidence; a reviewer's points stand before the rule's."""
    said = {one.criterion: one for one in review.criteria.all()} if review else {}
    words = {2: _("Full"), 1: _("Part"), 0: _("None")}
    rows = []
    for one in result.get("criteria", []):
        person = said.get(one["k"])
        points = person.points if person else one["points"]
        rows.append(
            CriterionRow(
                k=one["k"],
                title=one["title"],
                competency=one["competency"],
                points=points,
                word=words[points],
                rule_points=one["points"],
                reason=person.reason if person else "",
                evidence=evidence_of(scenario, events, list(one["evidence"])),
                stronger=one.get("stronger", ""),
            )
        )
    return tuple(rows)


def _verdict(
    passed: bool,
    points: int,
    evaluation: Evaluation,
    criteria: tuple[CriterionRow, ...],
    lost: int,
    *,
    stands: bool,
) -> tuple[str, str]:
    score = {"points": points, "possible": evaluation.possible}
    if stands:
        first = _("A critical act fails the run, whatever the points.")
    elif passed:
        first = _("You passed with %(points)s of %(possible)s points.") % score
    else:
        first = _("You reached %(points)s of %(possible)s points; %(pass)s are needed.") % {
            **score,
            "pass": evaluation.pass_mark,
        }
    weakest = min(criteria, key=lambda one: (one.points, one.k), default=None)
    if weakest is None or (weakest.points == 2 and not lost):
        return first, _("Every criterion was met in full.")
    if weakest.points == 2:
        return first, ngettext("%(n)s point was taken off.", "%(n)s points were taken off.", lost) % {
            "n": lost
        }
    return first, _("Most is to be gained in “%(title)s”.") % {"title": weakest.title}


def _goals(scenario: Scenario, events: list[Event]) -> tuple[GoalRow, ...]:
    evaluator = Evaluator(events, scenario.office.schema)
    return tuple(GoalRow(goal.text, bool(evaluator.value(goal.done))) for goal in scenario.goals)


def _practice_verdict(goals: tuple[GoalRow, ...]) -> tuple[str, str]:
    met = sum(goal.is_met for goal in goals)
    first = _("You met %(met)s of %(all)s objectives.") % {"met": met, "all": len(goals)}
    missed = next((goal.text for goal in goals if not goal.is_met), "")
    return first, _("Next: %(goal)s.") % {"goal": missed} if missed else _("That was all of it.")


def _word(review: Any) -> PersonsWord | None:
    if review is None:
        return None
    name = review.reviewer.get_full_name()
    return PersonsWord(name, review.created_at, review.points, review.changes, review.red_line_reason)


def _minutes(session: LabSession) -> int:
    if session.ended_at is None:
        return 0
    return max(1, round((session.ended_at - session.started_at).total_seconds() / 60))


def _first_source(scenario: Scenario, events: list[Event]) -> str:
    for event in events:
        if event.type == "doc.open":
            minutes = event.clock - scenario.office.start
            return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    return ""


def _engine(events: list[Event]) -> str:
    names = {str(event.params.get("engine", "")) for event in events if event.type == "msg.avatar"}
    models = sorted(name.removeprefix("model:") for name in names if name.startswith("model:"))
    return _("Model: %(names)s") % {"names": ", ".join(models)} if models else _("Scripted avatar")


def export_of(session: LabSession, evaluation: Evaluation | None) -> dict[str, Any]:
    """The run for a machine to read. Every word of an avatar carries that an AI made it."""
    events = log.events_of(session)
    return {
        "format": "readyroom.session/1",
        "session": str(session.public_id),
        "scenario": {"title": session.scenario.title, "digest": session.scenario.digest},
        "variant": session.variant,
        "mode": session.mode,
        "disclosure": _("Messages of actor “avatar” were made by an AI, not by a person."),
        "events": [
            {**event.to_row(), **({"generator": _generator(event)} if event.actor == "avatar" else {})}
            for event in events
        ],
        "result": evaluation.result if evaluation else None,
    }


@dataclass(frozen=True)
class WithdrawnPage:
    lab_title: str
    activity_id: UUID
    care: Care | None


def withdrawn_page(session: LabSession) -> WithdrawnPage:
    """What somebody sees who left a sensitive lab."""
    scenario = log.scenario_of(session)
    return WithdrawnPage(scenario.title, session.activity.public_id, care_of(scenario))


def _generator(event: Event) -> str:
    return "scripted" if str(event.params.get("engine", "scripted")) == "scripted" else "ai"
