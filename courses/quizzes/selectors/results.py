"""The result of an attempt and the explanation of its mark, as values that a template only has to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.catalogue.kinds import get_kind
from courses.catalogue.selectors import compiled_version
from courses.content.engine.pictures import without_pictures
from courses.progress.models import Mark
from courses.quizzes.compiled import quiz_of
from courses.quizzes.engine.grade import ItemResult, competency_shares, percent
from courses.quizzes.engine.rules import Shown, shown
from courses.quizzes.engine.values import Line, State
from courses.quizzes.models import Answer, Appeal, Attempt
from courses.quizzes.selectors.attempts import (
    Given,
    answers_of,
    awards_of,
    graded,
    media_of,
    rules_for,
    share_of,
)
from courses.quizzes.selectors.history import earlier_of
from courses.quizzes.wording import why_text

APPEAL_FOR = timedelta(days=14)
FILTERS = ("review", "all", "certain")


@dataclass(frozen=True, slots=True)
class LessonLink:
    title: str
    url: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Judged:
    """One question of the result: what was asked, what was given, what would have been better, and why."""

    number: int
    key: str
    stem: str
    state: State
    lines: Sequence[Line]
    note: str
    sure: str
    is_certain: bool
    earned: str
    possible: str
    why: str
    lesson: LessonLink | None

    @property
    def is_right(self) -> bool:
        return self.state is State.RIGHT


@dataclass(frozen=True, slots=True)
class Strand:
    """One competency's part of the points."""

    name: str
    earned: str
    possible: str
    share: int


@dataclass(frozen=True, slots=True)
class Filter:
    name: str
    label: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ResultPage:
    """`media` is the address of the pictures of its questions, to which a picture's name is added."""

    attempt: Attempt
    media: str
    title: str
    shown: Shown
    headline: str
    pass_points: str
    pass_percent: int
    percent: int
    items: Sequence[Judged]
    judged: Sequence[Judged]
    filters: Sequence[Filter]
    strands: Sequence[Strand]
    lessons: Sequence[LessonLink]
    certain_and_wrong: int
    is_best: bool
    attempts: int
    ledger: Sequence[Mark]
    appeals: Sequence[Appeal] = ()
    can_appeal: bool = False

    @property
    def appeal_choices(self) -> list[tuple[int, str]]:
        """The questions that lost points and were not asked about yet."""
        asked = {appeal.number for appeal in self.appeals}
        return [
            (item.number, f"{item.number}. {without_pictures(item.stem)[:70]}")
            for item in self.items
            if not item.is_right and item.number not in asked
        ]

    @property
    def missed(self) -> int:
        return sum(not item.is_right for item in self.items)

    @property
    def points(self) -> str:
        return plain(self.attempt.points or 0)

    @property
    def possible(self) -> str:
        return plain(self.attempt.possible or 0)


def plain(points: object) -> str:
    """`8.500` → `8.5`, `12.000` → `12`."""
    text = f"{points:f}" if hasattr(points, "as_tuple") else str(points)
    return text.rstrip("0").rstrip(".") if "." in text else text


def result_page(attempt: Attempt, *, show: str, now: datetime, with_ledger: bool = False) -> ResultPage:
    """Three queries: answers, all attempts of this learner, and (for the explanation) the ledger."""
    quiz = quiz_of(attempt.activity)
    answers = answers_of(attempt)
    result = graded(attempt, answers, awards=awards_of(attempt))
    rules = rules_for(quiz, attempt.enrolment, attempt.activity)
    earlier = earlier_of(quiz, rules, attempt.enrolment, attempt.activity)
    visible = shown(rules, earlier.history, now=now)
    items = [_judged(attempt, n, one, answers.get(n), visible) for n, one in enumerate(result.items, 1)]
    wrong = [item for item in items if not item.is_right]
    overconfident = [item for item in wrong if item.is_certain]
    chosen = show if show in FILTERS else "review" if wrong else "all"
    picked = {"all": items, "review": wrong, "certain": overconfident}[chosen]
    share = share_of(attempt)
    return ResultPage(
        attempt=attempt,
        media=media_of(attempt.activity),
        title=attempt.activity.title,
        shown=visible,
        headline=_headline(attempt, len(wrong), len(overconfident)),
        pass_points=plain(round(float(result.possible) * rules.pass_share, 2)),
        pass_percent=round(rules.pass_share * 100),
        percent=percent(share),
        items=items,
        judged=picked if visible.feedback else [],
        filters=_filters(chosen, len(items), len(wrong), len(overconfident)),
        strands=_strands(attempt, result.items),
        lessons=_unique([item.lesson for item in wrong if item.lesson is not None]),
        certain_and_wrong=len(overconfident),
        is_best=share == earlier.best,
        attempts=earlier.history.attempts,
        ledger=_ledger(attempt) if with_ledger else (),
        appeals=list(attempt.appeals.select_related("decided_by")) if with_ledger else (),
        can_appeal=visible.score
        and attempt.submitted_at is not None
        and now <= attempt.submitted_at + APPEAL_FOR,
    )


def _ledger(attempt: Attempt) -> list[Mark]:
    marks = Mark.objects.filter(enrolment=attempt.enrolment, activity=attempt.activity)
    return list(marks.select_related("actor", "replaces", "version").defer("version__spec").order_by("pk"))


def _judged(attempt: Attempt, number: int, result: ItemResult, given: Given | None, visible: Shown) -> Judged:
    grade = result.grade
    sure = Answer.Sure(given.sure) if given is not None else Answer.Sure.NOT_SAID
    lines = grade.lines if visible.key else [line for line in grade.lines if line.mark != "missed"]
    return Judged(
        number=number,
        key=result.item.id,
        stem=result.item.stem,
        state=grade.state,
        lines=lines,
        note=grade.note if visible.key or grade.state is State.RIGHT else "",
        sure=str(sure.label) if sure is not Answer.Sure.NOT_SAID else "",
        is_certain=sure is Answer.Sure.CERTAIN,
        earned=plain(round(float(result.earned), 3)),
        possible=plain(round(float(result.possible), 3)),
        why=why_text(result),
        lesson=_lesson(attempt, result.item.lesson) if grade.state is not State.RIGHT else None,
    )


def _lesson(attempt: Attempt, key: str) -> LessonLink | None:
    activity = compiled_version(attempt.enrolment.version_id).by_key.get(key)
    if activity is None or activity.kind != "lesson":
        return None
    return LessonLink(activity.title, get_kind(activity.kind).open_url(activity), activity.minutes)


def _unique(links: Sequence[LessonLink]) -> list[LessonLink]:
    return list(dict.fromkeys(links))


def _strands(attempt: Attempt, results: Sequence[ItemResult]) -> list[Strand]:
    names = compiled_version(attempt.enrolment.version_id).version.competencies
    found = []
    for key, (earned, possible) in competency_shares(results).items():
        name = str(names.get(key, {}).get("name", key))
        share = percent(earned / possible) if possible else 0
        found.append(Strand(name, plain(round(float(earned), 2)), plain(round(float(possible), 2)), share))
    return found


def _headline(attempt: Attempt, missed: int, certain: int) -> str:
    """The verdict in one short sentence: it judges the work, not the person."""
    if missed == 0:
        return _("Everything was right.")
    if certain:
        return ngettext(
            "You were certain of %(count)d answer that was not right.",
            "You were certain of %(count)d answers that were not right.",
            certain,
        ) % {"count": certain}
    if attempt.passed:
        return _("Enough to pass. Look at what was missed.")
    return _("Not enough yet. Start with what was missed.")


def _filters(chosen: str, total: int, missed: int, certain: int) -> list[Filter]:
    labels = {
        "review": _("To review, %(count)d") % {"count": missed},
        "all": _("All %(count)d") % {"count": total},
        "certain": _("Certain and wrong, %(count)d") % {"count": certain},
    }
    return [Filter(name, labels[name], name == chosen) for name in FILTERS]
