"""How a quiz measures: figures of each question, its options, its marking table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from courses.analytics.engine.charts import Scatter, scatter
from courses.analytics.engine.items import ItemFigures
from courses.assessments.selectors.statistics import Statistics, right_options, statistics_of
from courses.catalogue.models import Activity
from courses.quizzes.compiled import quiz_of
from courses.quizzes.engine.rules import lint, rules_of
from courses.quizzes.engine.types import face, grade, table
from courses.quizzes.engine.values import Face, TableRow
from courses.quizzes.models import Regrade
from courses.quizzes.selectors.attempts import corrected, media_of, newest_revision
from courses.quizzes.wording import LINT

if TYPE_CHECKING:
    from courses.quizzes.engine.base import ItemSpec


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
    statistics: Statistics
    is_corrected_since: bool
    rows: Sequence[ItemRow]
    lint: Sequence[str]
    regrades: Sequence[Regrade]
    chart: Scatter | None


def health_page(activity: Activity, *, now: datetime) -> HealthPage:
    """The kept figures, or those of this moment; the corrections are of this moment."""
    quiz = quiz_of(activity)
    revision = newest_revision(activity.pk)
    made = statistics_of(activity, revision=revision, now=now)
    by_key = {item.key: item for item in made.figures.items}
    void = corrected(activity, revision).void
    rows = [
        ItemRow(item, by_key.get(key), _texts(made.flags_of(key)), key in void)
        for key, item in quiz.items.items()
    ]
    return HealthPage(
        activity=activity,
        statistics=made,
        is_corrected_since=made.revision < revision,
        rows=sorted(rows, key=lambda row: (not row.flags, row.item.id)),
        lint=[str(LINT[code]) for code in lint(rules_of(quiz.spec))],
        regrades=list(Regrade.objects.filter(activity=activity).select_related("proposed_by")),
        chart=scatter(made.figures.items),
    )


def _texts(flags: Sequence[str]) -> list[str]:
    return [str(FLAGS[flag]) for flag in flags]


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
    revision = newest_revision(activity.pk)
    item = corrected(activity, revision).items.get(key) or quiz.items.get(key)
    if item is None:
        return None
    right = right_options(item)
    made = statistics_of(activity, revision=revision, now=now)
    mine = next((one for one in made.figures.items if one.key == key), None)
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
        flags=_texts(made.flags_of(key)),
        options=options,
        table=table(item),
        key_lines=grade(item, None).lines,
    )
