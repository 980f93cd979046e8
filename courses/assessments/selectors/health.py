"""How a quiz measures: figures of each question, its options, its marking table."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from courses.analytics.engine.charts import Scatter, scatter
from courses.analytics.engine.decisions import Decisions, decisions
from courses.analytics.engine.items import ItemFigures, QuizFigures, Taken, figures
from courses.analytics.engine.residuals import Dependence, dependence
from courses.assessments.selectors.fairness import GroupGaps, group_gaps
from courses.catalogue.models import Activity
from courses.quizzes.compiled import quiz_of
from courses.quizzes.engine.rules import lint, rules_of
from courses.quizzes.engine.types import face, grade, table
from courses.quizzes.engine.values import Face, TableRow
from courses.quizzes.models import Answer, Attempt, Regrade
from courses.quizzes.selectors.attempts import corrected, media_of, newest_revision
from courses.quizzes.wording import LINT

if TYPE_CHECKING:
    from courses.quizzes.engine.base import ItemSpec
    from courses.quizzes.engine.specs import ExamSpec, QuizSpec


FLAGS = {
    "too_hard": _("Fewer than 25 of 100 points are earned"),
    "too_easy": _("More than 95 of 100 points are earned"),
    "review": _("Who does well elsewhere hardly does better here: review"),
    "rest": _("It does not separate at all: rest it"),
    "stop": _("Who does well elsewhere does worse here: stop it and look at the key"),
    "idle_distractor": _("A wrong option is hardly ever chosen"),
    "distractor_of_the_strong": _("A wrong option attracts those who do well"),
    "slow": _("Half of the learners need more than three minutes"),
    "paired": _("It hangs together with another question more than the skill explains"),
    "unfair": _(
        "Harder or easier for one group than for equally able others: take it out until it was reviewed"
    ),
    "drift": _("The difficulty moved by more than 10 points since last quarter"),
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    item: ItemSpec
    figures: ItemFigures | None
    flags: Sequence[str]
    is_void: bool


@dataclass(frozen=True, slots=True)
class HealthPage:
    """A published quiz: its figures, its questions with theirs, what contradicts in its rules, what was corrected."""

    activity: Activity
    figures: QuizFigures
    rows: Sequence[ItemRow]
    lint: Sequence[str]
    regrades: Sequence[Regrade]
    chart: Scatter | None
    decisions: Decisions | None
    dependence: Dependence
    fairness: Sequence[GroupGaps]


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


def _right_options(item: ItemSpec) -> frozenset[str]:
    """The right options of a choice question; empty for other types, which have no distractor table."""
    if getattr(item, "type", "") not in {"single", "multiple", "truefalse"}:
        return frozenset()
    keys: Any = getattr(item, "keys", None) or getattr(item, "key_id", None) or getattr(item, "key", "")
    return frozenset([keys] if isinstance(keys, str) else keys)


def health_page(activity: Activity, *, now: datetime) -> HealthPage:
    quiz = quiz_of(activity)
    right = {key: _right_options(item) for key, item in quiz.items.items()}
    by_enrolment = first_attempts(activity)
    taken = list(by_enrolment.values())
    made = figures(taken, now=now, keys=right, options=_options_of(quiz.items))
    fairness = group_gaps(activity, by_enrolment)
    unfair = {gap.key for group in fairness for gap in group.items if gap.grade == "C"}
    together = dependence([row.shares for row in taken])
    paired = {key for pair in together.flagged for key in (pair.first, pair.second)}
    by_key = {item.key: item for item in made.items}
    void = corrected(activity, newest_revision(activity.pk)).void
    rows = [
        ItemRow(
            item,
            by_key.get(key),
            _flags(by_key.get(key), is_paired=key in paired, is_unfair=key in unfair),
            key in void,
        )
        for key, item in quiz.items.items()
    ]
    return HealthPage(
        activity=activity,
        figures=made,
        rows=sorted(rows, key=lambda row: (not row.flags, row.item.id)),
        lint=[str(LINT[code]) for code in lint(rules_of(quiz.spec))],
        regrades=list(Regrade.objects.filter(activity=activity).select_related("proposed_by")),
        chart=scatter(made.items),
        decisions=_decisions(quiz.spec, taken, made.alpha),
        dependence=together,
        fairness=fairness,
    )


def _flags(item: ItemFigures | None, *, is_paired: bool, is_unfair: bool) -> list[str]:
    flags = list(item.flags) if item is not None else []
    flags += ["paired"] * is_paired + ["unfair"] * is_unfair
    return [str(FLAGS[flag]) for flag in flags]


def _options_of(items: Mapping[str, ItemSpec]) -> dict[str, list[str]]:
    """Question → its options, for those that have a distractor table."""
    return {
        key: [choice.id for choice in face(item, None, seed=1, shuffle=False).choices]
        for key, item in items.items()
        if _right_options(item)
    }


def _decisions(spec: QuizSpec | ExamSpec, taken: Sequence[Taken], alpha: float | None) -> Decisions | None:
    """How surely the pass mark decides, where all sit forms of one length."""
    sizes = {len(row.shares) for row in taken}
    if len(sizes) != 1:
        return None
    totals = [math.fsum(row.shares.values()) for row in taken]
    return decisions(totals, size=sizes.pop(), pass_share=rules_of(spec).pass_share, alpha=alpha)


@dataclass(frozen=True, slots=True)
class OptionRow:
    id: str
    text: str
    is_right: bool
    count: int
    share: int
    rest_r: float | None


@dataclass(frozen=True, slots=True)
class ItemPage:
    activity: Activity
    item: ItemSpec
    face: Face
    figures: ItemFigures | None
    flags: Sequence[str]
    options: Sequence[OptionRow]
    table: Sequence[TableRow]
    key_lines: Sequence[Any]

    @property
    def media(self) -> str:
        """The address of the pictures of its questions, to which a picture's name is added."""
        return media_of(self.activity)


def item_page(activity: Activity, key: str, *, now: datetime) -> ItemPage | None:
    """One question as a learner sees it, with its key, its figures and its marking table."""
    quiz = quiz_of(activity)
    made = corrected(activity, newest_revision(activity.pk))
    item = made.items.get(key) or quiz.items.get(key)
    if item is None:
        return None
    right = _right_options(item)
    found = figures(
        list(first_attempts(activity).values()),
        now=now,
        keys={key: right},
        options=_options_of({key: item}),
    )
    mine = next((one for one in found.items if one.key == key), None)
    counted = {one.option: one for one in mine.distractors} if mine else {}
    shown = face(item, None, seed=1, shuffle=False)
    options = [
        OptionRow(
            choice.id,
            choice.text,
            choice.id in right or (item.type == "spot" and choice.id in item.errors),
            counted[choice.id].count if choice.id in counted else 0,
            round(counted[choice.id].share * 100) if choice.id in counted else 0,
            counted[choice.id].rest_r if choice.id in counted else None,
        )
        for choice in shown.choices
    ]
    return ItemPage(
        activity=activity,
        item=item,
        face=shown,
        figures=mine,
        flags=[str(FLAGS[flag]) for flag in mine.flags] if mine else [],
        options=options,
        table=table(item),
        key_lines=grade(item, None).lines,
    )
