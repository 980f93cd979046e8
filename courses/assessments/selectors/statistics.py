"""The figures of a quiz: computed from all first attempts, or as they were kept the last time."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from courses.analytics.engine.decisions import Decisions, decisions
from courses.analytics.engine.fairness import ItemGap
from courses.analytics.engine.items import Distractor, ItemFigures, QuizFigures, Taken, figures
from courses.analytics.engine.residuals import Dependence, Pair, dependence
from courses.assessments.models import KeptStatistics
from courses.assessments.selectors.fairness import GroupGaps, group_gaps
from courses.catalogue.models import Activity
from courses.quizzes.compiled import quiz_of
from courses.quizzes.engine.rules import rules_of
from courses.quizzes.engine.types import face
from courses.quizzes.models import Answer, Attempt
from courses.quizzes.selectors.attempts import corrected

if TYPE_CHECKING:
    from courses.quizzes.engine.base import ItemSpec
    from courses.quizzes.engine.specs import ExamSpec, QuizSpec

KEPT_FROM = 10  # learners; figures of fewer are computed for the page and not kept
SHAPE = 1  # of the JSON; rows of another shape are computed anew


@dataclass(frozen=True, slots=True)
class Statistics:
    """Aggregates alone. `revision` is the number of the last correction they rest on."""

    at: datetime
    revision: int
    figures: QuizFigures
    decisions: Decisions | None
    dependence: Dependence
    fairness: Sequence[GroupGaps]
    is_kept: bool = False

    def flags_of(self, key: str) -> tuple[str, ...]:
        """The flags of one question, with those that rest on other questions or on groups."""
        flags = next((item.flags for item in self.figures.items if item.key == key), ())
        is_paired = any(key in {pair.first, pair.second} for pair in self.dependence.flagged)
        is_unfair = any(gap.key == key and gap.grade == "C" for group in self.fairness for gap in group.items)
        return (*flags, *["paired"] * is_paired, *["unfair"] * is_unfair)


def statistics_of(activity: Activity, *, revision: int, now: datetime) -> Statistics:
    """The kept figures in one query; computed now where none are kept."""
    row = KeptStatistics.objects.filter(activity=activity).first()
    if row is not None and row.figures.get("shape") == SHAPE:
        return _read(row)
    return compute(activity, revision=revision, now=now)


def compute(activity: Activity, *, revision: int, now: datetime) -> Statistics:
    """From all first attempts: three queries at most."""
    quiz = quiz_of(activity)
    items = {**quiz.items, **corrected(activity, revision).items}
    by_enrolment = first_attempts(activity)
    taken = list(by_enrolment.values())
    right = {key: right_options(item) for key, item in items.items()}
    made = figures(taken, now=now, keys=right, options=_options_of(items))
    return Statistics(
        at=now,
        revision=revision,
        figures=made,
        decisions=_decisions(quiz.spec, taken, made.alpha),
        dependence=dependence([row.shares for row in taken]),
        fairness=group_gaps(activity, by_enrolment),
    )


def kept_figures(made: Statistics) -> dict[str, Any]:
    """What is kept, as JSON. Of a question with fewer than ten answers only their number, of pairs the flagged ones."""
    items = tuple(
        item if item.n >= KEPT_FROM else ItemFigures(item.key, item.n, None, None, (), None, None, ())
        for item in made.figures.items
    )
    return {
        "shape": SHAPE,
        "figures": asdict(replace(made.figures, items=items)),
        "decisions": asdict(made.decisions) if made.decisions is not None else None,
        "dependence": asdict(Dependence(made.dependence.flagged, made.dependence.mean)),
        "fairness": [asdict(group) for group in made.fairness],
    }


def _read(row: KeptStatistics) -> Statistics:
    data = row.figures
    items = tuple(
        ItemFigures(
            **item
            | {
                "distractors": tuple(Distractor(**one) for one in item["distractors"]),
                "flags": tuple(item["flags"]),
            }
        )
        for item in data["figures"]["items"]
    )
    pairs = tuple(Pair(**pair) for pair in data["dependence"]["pairs"])
    return Statistics(
        at=row.computed_at,
        revision=row.revision,
        figures=QuizFigures(**data["figures"] | {"items": items}),
        decisions=Decisions(**data["decisions"]) if data["decisions"] is not None else None,
        dependence=Dependence(pairs, data["dependence"]["mean"]),
        fairness=[
            GroupGaps(**group | {"items": [ItemGap(**gap) for gap in group["items"]]})
            for group in data["fairness"]
        ],
        is_kept=True,
    )


def first_attempts(activity: Activity) -> dict[int, Taken]:
    """Enrolment → the first attempt that was handed in: later ones are not independent. Two queries."""
    seen: dict[int, Attempt] = {}
    done = Attempt.objects.filter(activity=activity, submitted_at__isnull=False).order_by("number", "pk")
    for attempt in done.only("pk", "enrolment_id", "items", "results", "started_at", "submitted_at"):
        seen.setdefault(attempt.enrolment_id, attempt)
    points = {item.id: item.points for item in quiz_of(activity).items.values()}
    chosen = _chosen(seen)
    return {
        enrolment: Taken(
            attempt.submitted_at or attempt.started_at,
            {key: float(earned) / points[key] for key, earned, _state in attempt.results if key in points},
            chosen.get(attempt.pk, ({}, {}))[0],
            chosen.get(attempt.pk, ({}, {}))[1],
        )
        for enrolment, attempt in seen.items()
    }


AWAY = 1800  # seconds without an answer: the learner was not at the question


def _chosen(attempts: dict[int, Attempt]) -> dict[int, tuple[dict[str, list[str]], dict[str, float]]]:
    """Attempt → what was chosen and how long it took since the answer before, by question. One query."""
    by_id = {attempt.pk: attempt for attempt in attempts.values()}
    found: dict[int, tuple[dict[str, list[str]], dict[str, float]]] = {}
    last = {attempt.pk: attempt.started_at for attempt in attempts.values()}
    rows = Answer.objects.filter(attempt__in=by_id).order_by("saved_at", "number")
    for attempt_id, number, value, at in rows.values_list("attempt_id", "number", "value", "saved_at"):
        answer: Any = json.loads(value)
        options = [answer] if isinstance(answer, str) else answer if isinstance(answer, list) else []
        chosen, seconds = found.setdefault(attempt_id, ({}, {}))
        key = by_id[attempt_id].items[number - 1]
        chosen[key] = options
        took = (at - last[attempt_id]).total_seconds()
        last[attempt_id] = at
        if 0 < took <= AWAY:
            seconds[key] = took
    return found


def right_options(item: ItemSpec) -> frozenset[str]:
    """The right options of a choice question; empty for other types, which have no distractor table."""
    if getattr(item, "type", "") not in {"single", "multiple", "truefalse"}:
        return frozenset()
    keys: Any = getattr(item, "keys", None) or getattr(item, "key_id", None) or getattr(item, "key", "")
    return frozenset([keys] if isinstance(keys, str) else keys)


def _options_of(items: Mapping[str, ItemSpec]) -> dict[str, list[str]]:
    """Question → its options, for those that have a distractor table."""
    return {
        key: [choice.id for choice in face(item, None, seed=1, shuffle=False).choices]
        for key, item in items.items()
        if right_options(item)
    }


def _decisions(spec: QuizSpec | ExamSpec, taken: Sequence[Taken], alpha: float | None) -> Decisions | None:
    """How surely the pass mark decides, where all sit forms of one length."""
    sizes = {len(row.shares) for row in taken}
    if len(sizes) != 1:
        return None
    totals = [math.fsum(row.shares.values()) for row in taken]
    return decisions(totals, size=sizes.pop(), pass_share=rules_of(spec).pass_share, alpha=alpha)
